# tap_read -- what TAP::Parser makes of a file, as JSON: tap_read.pl FILE
# SPDX-License-Identifier: GPL-3.0-or-later
use strict;
use warnings;
use JSON::PP;
use TAP::Parser;

open my $file, '<:raw', $ARGV[0] or die "$ARGV[0]: $!";
my $text = do { local $/; <$file> };
my $parser = TAP::Parser->new({ tap => $text });
my (@points, @others);
while (my $result = $parser->next) {
	if ($result->is_test) {
		push @points, { ok => $result->is_actual_ok ? 1 : 0, passed => $result->is_ok ? 1 : 0, number => $result->number,
			description => $result->description, directive => $result->directive,
			explanation => $result->explanation };
	} elsif ($result->is_yaml) {
		$points[-1]{yaml} = $result->data;
	} elsif (!$result->is_version && !$result->is_plan) {
		push @others, { type => $result->type, raw => $result->raw };
	}
}
print JSON::PP->new->latin1->canonical->allow_nonref->encode({ points => \@points, others => \@others,
	errors => [$parser->parse_errors], plan => $parser->plan, version => $parser->version,
	failed => scalar($parser->failed), todo_passed => scalar($parser->todo_passed) });
