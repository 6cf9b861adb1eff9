using Microsoft.ML;
using Microsoft.ML.Data;

namespace ZetDard.MicrosoftML;

/// <summary>Maps rows of one schema, one by one.</summary>
internal sealed class RowMapper : IRowToRowMapper
{
    public RowMapper(AddedColumns added, DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        (Added, InputSchema, OutputSchema) = (added, inputSchema, added.Behind(inputSchema));
        (Features, Names) = FeatureColumn.Of(inputSchema, added.FeatureColumnName, added.LearnedNames);
    }

    public AddedColumns Added { get; }

    /// <summary>The column of the features.</summary>
    public DataViewSchema.Column Features { get; }

    /// <summary>The names of the features.</summary>
    public IReadOnlyList<string> Names { get; }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        DataViewSchema.Column[] needed = [.. columnsNeeded];
        var own = needed.Where(column => column.Index < InputSchema.Count).Select(column => InputSchema[column.Index]);
        return needed.Any(column => column.Index >= InputSchema.Count) ? own.Append(Features).DistinctBy(column => column.Index) : own;
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        return new MappedRow(this, input, activeColumns);
    }
}
