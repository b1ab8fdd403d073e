namespace Carousel.Architecture.Tests;

/// <summary>The files of the repository that a person wrote, by their path from its root.</summary>
internal static class Repository
{
    private static readonly string[] _foldersLeftOut =
        [
            ".git", ".vs", ".idea", "artifacts", "bin", "obj", "node_modules", "out", "BenchmarkDotNet.Artifacts",
            "TestResults", "__pycache__",
        ];

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The files under a folder whose names end so, in ordinal order.</summary>
    public static IReadOnlyList<SourceFile> Files(string under, params string[] endings)
    {
        string folder = Path.Combine(Root, under);
        return Directory.Exists(folder) ? [.. Walk(folder)
            .Where(
                path => endings.Length == 0 || endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)))
            .Select(path => new SourceFile(Path.GetRelativePath(Root, path).Replace('\\', '/')))
            .OrderBy(file => file.Path, StringComparer.Ordinal)] : [];
    }

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            yield return file;
        }

        foreach (string inner in Directory.EnumerateDirectories(folder))
        {
            if (!_foldersLeftOut.Contains(Path.GetFileName(inner)))
            {
                foreach (string file in Walk(inner))
                {
                    yield return file;
                }
            }
        }
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Carousel.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new InvalidOperationException("Carousel.slnx lies in no folder above the tests.");
    }
}
