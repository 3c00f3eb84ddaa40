"""Regions are known by their Kemendagri codes."""

from partnerships import regions


def test_the_three_cities_of_the_programmes_have_the_codes_of_the_ministry():
    assert regions.name_of("64.71") == "Kota Balikpapan"
    assert regions.name_of("62.71") == "Kota Palangka Raya"
    assert regions.name_of("18.72") == "Kota Metro"


def test_there_are_38_provinces_and_514_regencies():
    assert len(regions.provinces()) == 38
    assert len(regions.all_regions()) == 38 + 514
    assert len({region.province_code for region in regions.all_regions().values()}) == 38


def test_every_regency_lies_in_a_known_province():
    assert all(regions.is_region(region.province_code) for region in regions.all_regions().values())


def test_a_province_is_a_region_but_not_a_regency():
    assert regions.is_region("64")
    assert not regions.is_regency("64")
    assert regions.is_regency("64.71")
    assert not regions.is_region("99.99")
    assert not regions.is_region("6471")


def test_an_unknown_code_is_shown_as_it_is():
    assert regions.name_of("99.99") == "99.99"


def test_kalimantan_timur_has_ten_regencies_and_balikpapan_lies_in_it():
    assert len(regions.regencies_of("64")) == 10
    assert regions.lies_in("64.71", "64")
    assert regions.lies_in("64.71", "64.71")
    assert not regions.lies_in("64.71", "6")
    assert not regions.lies_in("64", "64.71")


def test_search_finds_by_part_of_the_name_and_by_code():
    assert regions.search("balikpap")[0].code == "64.71"
    assert [region.code for region in regions.search("64.7")] == ["64.71", "64.72", "64.74"]
    assert regions.search("metro")[0].code == "18.72"
    assert regions.search("   ") == []
    assert regions.search("tidak ada di mana pun") == []
    assert len(regions.search("kabupaten", limit=5)) == 5


def test_the_digits_of_a_pirt_number_are_not_those_of_the_ministry():
    simeulue = regions.pirt_regencies()["1101"]
    assert simeulue.name == "Kab. Simeulue"
    assert simeulue.kemendagri_codes == ("11.09",)
    assert regions.name_of("11.01") == "Kabupaten Aceh Selatan"


def test_a_pirt_code_may_stand_for_two_regencies_or_match_none_of_today():
    codes = regions.pirt_regencies()
    assert len(codes) == 514
    assert " / " in codes["3216"].name
    assert codes["1206"].kemendagri_codes == ()


def test_every_matched_pirt_code_points_to_a_regency_of_today():
    matched = [code for regency in regions.pirt_regencies().values() for code in regency.kemendagri_codes]
    assert len(matched) > 490
    assert all(regions.is_regency(code) for code in matched)
