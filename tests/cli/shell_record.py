"""shell_record -- change one expected value in a test: shell_record.py script|python FILE [N].

The N-th value that something is compared with becomes another one, so that the test must fail. With
no N: how many there are.
"""
# SPDX-License-Identifier: GPL-3.0-or-later
import re
import sys

# A value, and where in it a letter is changed.
SCRIPT = re.compile(rb'=> (?:value\[\d+\] == |host == )?"?(?=[^">$ ])|, (?:value\[\d+\]|service) == "')
PYTHON = re.compile(rb"assert .* == (?:b?'|\(|\[b?'?|errno\.)?(?=[^'\n)\]])|with fails\(errno\.")


def changed(text, at):
	"""Another number, another letter, or the escape of another byte."""
	rest = text[at:]
	if rest[:1].isdigit():
		digit = b'7' if rest[:1] != b'7' else b'8'
		return text[:at] + digit + rest[1:]
	word = re.match(rb'E[A-Z]+\b', rest)
	if word:
		other = b'EXDEV' if word.group() != b'EXDEV' else b'ENOEXEC'
		return text[:at] + other + rest[word.end():]
	word = re.match(rb'(True|False|None|timeout|EOF)\b', rest)
	if word:
		other = {b'True': b'False', b'False': b'True'}.get(word.group(), b'12345')
		return text[:at] + other + rest[word.end():]
	escape = re.match(rb'\\(x[0-9a-f]{2}|.)', rest)
	letter = b'#' if rest[:1] != b'#' else b'+'
	return text[:at] + letter + rest[escape.end() if escape else 1:]


def main():
	kind, path = sys.argv[1:3]
	text = open(path, 'rb').read()
	code = text if kind == 'script' else text[text.rindex(b'faulthandler.dump'):]
	base = len(text) - len(code)
	places = [base + found.end() for found in (SCRIPT if kind == 'script' else PYTHON).finditer(code)]
	places = [at for at in places if not text[at:].startswith((b'select.', b'l.', b'str('))]
	if len(sys.argv) == 3:
		print(len(places))
		return
	at = places[int(sys.argv[3])]
	sys.stdout.buffer.write(changed(text, at))


main()
