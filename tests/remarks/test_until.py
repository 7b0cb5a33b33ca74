from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.rules.remarks.until import hold_until

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("remark", "expected"),
    [
        ("don't ship before December 5", "12-05"),
        ("please ship after Dec 5th", "12-05"),
        ("not before the 5th of December, thanks", "12-05"),
        ("I'm on holiday until January 10, please send after that", "01-10"),
        ("away from December 20 to January 10", "01-10"),
        ("on holidays 20.12.-10.01.", "01-10"),
        ("please hold until the 28th", "11-28"),
        ("please do not send until 2026-12-03", "12-03"),
        ("wait till 12/28 please", "12-28"),
        ("bitte erst nach dem 5. Dezember schicken", "12-05"),
        ("bin im Urlaub bis 10. Januar", "01-10"),
        ("nicht vor dem 3.12. liefern", "12-03"),
        ("ne pas envoyer avant le 5 décembre", "12-05"),
        ("absent jusqu'au 1er février", "02-01"),
        ("no envíen antes del 5 de diciembre", "12-05"),
        ("estoy de vacaciones hasta el 10 de enero de 2027", "01-10"),
        ("não enviem antes do dia 5 de dezembro", "12-05"),
        ("estou viajando até dia 10, enviem depois", "12-10"),
        ("на отпуске до 12.01, отправьте после", "01-12"),
        ("я в отпуске до 5 января", "01-05"),
        ("вернусь 10-го декабря, раньше не отправляйте", "12-10"),
        ("non spedite prima del 5 dicembre", "12-05"),
        ("proszę nie wysyłać przed 5 grudnia", "12-05"),
        ("niet versturen voor 5 december", "12-05"),
        ("5 Aralıktan önce göndermeyin", "12-05"),
        ("الرجاء عدم الإرسال قبل ٥ ديسمبر", "12-05"),
        ("לא לשלוח לפני 5 בדצמבר", "12-05"),
        ("12月5号之后再发货", "12-05"),
        ("等28号以后再发", "11-28"),
        ("１２月５日以降に発送してください", "12-05"),
        ("12월 5일 이후에 보내주세요", "12-05"),
        ("please wait with shipping until I confirm", None),
        ("not before 4/5 please", None),
        ("don't ship before November 3", None),
        ("wait for my order 123456789", None),
        ("", None),
    ],
)
def test_the_day_that_a_remark_names(remark: str, expected: str | None) -> None:
    found = hold_until(remark, TODAY)
    assert (found and f"{found:%m-%d}") == expected


@given(st.text(max_size=60), st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_whatever_it_says_the_day_is_still_to_come(remark: str, today: date) -> None:
    found = hold_until(remark, today)
    assert found is None or found > today


@given(st.dates(date(2026, 11, 21), date(2027, 9, 1)))
def test_any_day_of_the_months_ahead_is_understood(day: date) -> None:
    for text in (f"{day:%B} {day.day}", f"{day.day} {day:%b}", f"{day:%d.%m.%Y}", f"{day:%Y-%m-%d}"):
        assert hold_until(f"please don't send before {text}", TODAY) == day
