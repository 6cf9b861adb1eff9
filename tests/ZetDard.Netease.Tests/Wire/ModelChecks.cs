using System.Collections;

namespace ZetDard.Netease.Tests.Wire;

/// <summary>Checks that the models of an answer contain only numbers and times that their doc comments allow.</summary>
internal static class ModelChecks
{
    /// <summary>JSON texts of numbers at the edges of what long, int, double and the calendar hold.</summary>
    public static readonly string[] EdgeNumbers =
    [
        "-9223372036854775808", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551615",
        "99999999999999999999999999", "9007199254740993", "9007199254740993.0", "2147483647", "2147483648", "-2147483649", "-1", "0", "-0",
        "-0.0", "0.5", "1.0", "1e3", "1e19", "1e308", "-1e308", "1e400", "-1e400", "1e-400", "253402300799999", "253402300800000",
        "-62135596800000", "-62135596800001", "31536000000", "\"123\"", "\"9223372036854775807\"", "\"9223372036854775808\"", "\"-1\"",
        "\"1e3\"", "\"\"",
    ];

    public static void Check(object? model)
    {
        switch (model)
        {
            case null or string or Uri or long:
                return;
            case IEnumerable rows:
                foreach (var row in rows)
                    Check(row);
                return;
        }

        foreach (var property in model.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0))
        {
            var what = $"{model.GetType().Name}.{property.Name}";
            switch (property.GetValue(model))
            {
                // An artist of a credit and the album of a song may have no id, which is 0.
                case long id when property.Name == "Id":
                    Assert.True(id > 0 || (id == 0 && model is NeteaseCredit or NeteaseAlbum), $"{what} is {id}.");
                    break;
                case long id when property.Name.EndsWith("Id", StringComparison.Ordinal):
                    Assert.True(id > 0, $"{what} is {id}.");
                    break;
                case long number:
                    Assert.True(number >= 0, $"{what} is {number}.");
                    break;
                case int count when property.Name.EndsWith("Count", StringComparison.Ordinal):
                    Assert.True(count >= 0, $"{what} is {count}.");
                    break;
                case double number:
                    Assert.InRange(number, 0, 100);
                    break;
                case TimeSpan length:
                    Assert.InRange(length, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(365));
                    break;
                case DateTimeOffset time:
                    Assert.Equal(time, DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds()));
                    break;
                case { } inner when inner is IEnumerable or not (Uri or Enum or bool or int):
                    Check(inner);
                    break;
            }
        }
    }
}
