namespace ZetDard.Recommenders;

/// <summary>One of the first rows of a table.</summary>
/// <param name="FieldCount">How many fields it has.</param>
/// <param name="First">Its first fields.</param>
/// <param name="IsMalformed">Whether it cannot be read.</param>
/// <param name="HasStrayQuotes">Whether an unquoted field has a quote in it.</param>
internal readonly record struct SampleRow(int FieldCount, string[] First, bool IsMalformed, bool HasStrayQuotes);
