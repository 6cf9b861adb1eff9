namespace ZetDard.Evaluation;

/// <summary>The exit codes of the program.</summary>
internal static class ExitCode
{
    /// <summary>Every asked model gave a row.</summary>
    public const int Success = 0;

    /// <summary>A model failed, its row says why; or the run was stopped.</summary>
    public const int ModelFailed = 1;

    /// <summary>
    /// The arguments, or the files that they name, cannot be used; where only the file for the table cannot be written, the
    /// table is printed all the same.
    /// </summary>
    public const int BadArguments = 2;
}
