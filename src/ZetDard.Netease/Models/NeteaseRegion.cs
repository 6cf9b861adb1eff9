using System.Collections.Frozen;

namespace ZetDard.Netease;

/// <summary>
/// The region that a user states: six-digit codes of GB/T 2260 (440000 for Guangdong, 440300 for Shenzhen), or codes from 1000000
/// on for regions abroad.
/// </summary>
/// <param name="ProvinceCode">The code of the province.</param>
/// <param name="CityCode">The code of the city; 0 if the user states none.</param>
public sealed record NeteaseRegion(int ProvinceCode, int CityCode)
{
    private const int Abroad = 1_000_000;

    // The provinces of GB/T 2260-2007, by the two leading digits of a code.
    private static readonly FrozenDictionary<int, string> Provinces = new Dictionary<int, string>
    {
        [110000] = "北京",
        [120000] = "天津",
        [130000] = "河北",
        [140000] = "山西",
        [150000] = "内蒙古",
        [210000] = "辽宁",
        [220000] = "吉林",
        [230000] = "黑龙江",
        [310000] = "上海",
        [320000] = "江苏",
        [330000] = "浙江",
        [340000] = "安徽",
        [350000] = "福建",
        [360000] = "江西",
        [370000] = "山东",
        [410000] = "河南",
        [420000] = "湖北",
        [430000] = "湖南",
        [440000] = "广东",
        [450000] = "广西",
        [460000] = "海南",
        [500000] = "重庆",
        [510000] = "四川",
        [520000] = "贵州",
        [530000] = "云南",
        [540000] = "西藏",
        [610000] = "陕西",
        [620000] = "甘肃",
        [630000] = "青海",
        [640000] = "宁夏",
        [650000] = "新疆",
        [710000] = "台湾",
        [810000] = "香港",
        [820000] = "澳门",
    }.ToFrozenDictionary();

    /// <summary>Whether the region is abroad: its code is 1000000 or higher.</summary>
    public bool IsAbroad => ProvinceCode >= Abroad;

    /// <summary>
    /// The Chinese name of the province, such as 广东, or 海外 (overseas) for a region abroad; <see langword="null"/> if the code is
    /// unknown.
    /// </summary>
    public string? Province => IsAbroad ? "海外" : Provinces.GetValueOrDefault(ProvinceCode);
}
