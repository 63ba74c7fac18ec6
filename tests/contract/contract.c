/* contract -- runs the tests that walk the registry. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "contract.h"

int main(void)
{
	SRunner *runner = srunner_create(applets_suite());
	int failed;

	srunner_add_suite(runner, options_suite());
	srunner_add_suite(runner, records_suite());
	srunner_add_suite(runner, help_suite());
	srunner_add_suite(runner, sweep_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed > 0;
}
