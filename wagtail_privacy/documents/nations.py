"""What the nations of the United Kingdom have of their own."""

from collections.abc import Mapping

from wagtail_privacy.documents.vocabulary import Nation, SettingType

SETTING_NATIONS: Mapping[str, frozenset[Nation]] = {
    SettingType.MAINTAINED: frozenset({Nation.ENGLAND, Nation.WALES}),
    SettingType.ACADEMY: frozenset({Nation.ENGLAND}),
    SettingType.NURSERY: frozenset({Nation.ENGLAND, Nation.WALES}),
    SettingType.SPECIAL: frozenset({Nation.ENGLAND, Nation.WALES}),
    SettingType.NON_MAINTAINED_SPECIAL: frozenset({Nation.ENGLAND}),
    SettingType.SHORT_STAY: frozenset({Nation.ENGLAND, Nation.WALES}),
    SettingType.ALTERNATIVE_PROVISION: frozenset({Nation.ENGLAND}),
    SettingType.EDUCATION_AUTHORITY: frozenset({Nation.SCOTLAND}),
    SettingType.GRANT_AIDED_SCOTLAND: frozenset({Nation.SCOTLAND}),
    SettingType.CONTROLLED: frozenset({Nation.NORTHERN_IRELAND}),
    SettingType.CATHOLIC_MAINTAINED: frozenset({Nation.NORTHERN_IRELAND}),
    SettingType.INTEGRATED: frozenset({Nation.NORTHERN_IRELAND}),
    SettingType.VOLUNTARY_GRAMMAR: frozenset({Nation.NORTHERN_IRELAND}),
}
"""The nations that have a type of school; one that is not named here is found in all."""
