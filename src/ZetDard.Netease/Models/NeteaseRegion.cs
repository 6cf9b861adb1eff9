namespace ZetDard.Netease;

/// <summary>Where a user says to live: six-digit codes of GB/T 2260 (440000 Guangdong, 440300 Shenzhen), 1000000 and up abroad.</summary>
/// <param name="ProvinceCode">Code of the province.</param>
/// <param name="CityCode">Code of the city; 0 where none is given.</param>
public sealed record NeteaseRegion(int ProvinceCode, int CityCode)
{
    /// <summary>The province's Chinese name, such as 广东; <see langword="null"/> for a code that is no province.</summary>
    public string? Province => throw new NotImplementedException();
}
