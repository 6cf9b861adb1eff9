using System.IO.Enumeration;

namespace ZetDard.Recommenders;

/// <summary>Lists the files in a folder and in the folders below it.</summary>
public static class FolderFiles
{
    private static readonly EnumerationOptions Visible = new()
    {
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
    };

    /// <summary>
    /// Lists files by their paths relative to the folder, with '/' between the parts, in ordinal order. Hidden files and folders are left
    /// out. Links to folders are not followed, because they may lead back.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="isListed">Whether a file is listed; it receives the relative path and the full path.</param>
    /// <param name="failures">Receives the folders below this one that cannot be listed, with the reasons.</param>
    /// <param name="cancellationToken">Stops the listing between two files.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder itself may not be listed.</exception>
    public static IReadOnlyList<string> List(
        string path,
        Func<string, string, bool> isListed,
        ICollection<FeatureFailure<string>> failures,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(isListed);
        ArgumentNullException.ThrowIfNull(failures);
        if (!Directory.Exists(path))
        {
            throw new DirectoryNotFoundException($"There is no folder {path}.");
        }

        path = Path.GetFullPath(path);
        var files = new List<string>();
        var folders = new Stack<string>([path]);
        while (folders.TryPop(out var folder))
        {
            try
            {
                foreach (var (found, isFolder, isLink) in new FileSystemEnumerable<(string, bool, bool)>(folder, Describe, Visible))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (isFolder && !isLink)
                    {
                        folders.Push(found);
                    }
                    else if (!isFolder && Relative(found) is var file && isListed(file, found))
                    {
                        files.Add(file);
                    }
                }
            }
            catch (Exception closed) when (folder != path && closed is IOException or UnauthorizedAccessException)
            {
                failures.Add(new(Relative(folder), closed.Message));
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files;

        string Relative(string found) => Path.GetRelativePath(path, found).Replace(Path.DirectorySeparatorChar, '/');

        static (string, bool, bool) Describe(ref FileSystemEntry entry) =>
            (entry.ToFullPath(), entry.IsDirectory, (entry.Attributes & FileAttributes.ReparsePoint) != 0);
    }
}
