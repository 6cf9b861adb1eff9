using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders;

/// <summary>
/// The plans of all recommenders of a container. They are options, so that a host validates them when it starts, together
/// with all other options and before anything is fitted.
/// </summary>
internal sealed class RecommenderPlans
{
    public List<RecommenderPlan> All { get; } = [];
}

/// <summary>Names every problem of every plan.</summary>
internal sealed class RecommenderPlansValidator(IServiceProvider services) : IValidateOptions<RecommenderPlans>
{
    public ValidateOptionsResult Validate(string? name, RecommenderPlans options)
    {
        var problems = options.All.SelectMany(plan => plan.Problems(services).Select(problem => $"{plan.Registration} {problem}")).ToList();
        var byFile = options.All.Where(plan => plan.ModelPath is not null).GroupBy(plan => Path.GetFullPath(plan.ModelPath!), PathComparer);
        foreach (var same in byFile.Where(same => same.Count() > 1))
        {
            problems.Add(
                $"{string.Join(" and ", same.Select(plan => plan.Registration))} keep their models in one file, {same.Key}. Give each a file of its own.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static StringComparer PathComparer =>
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
}
