namespace Carousel.Architecture.Tests.Rules;

/// <summary>
/// One stem, every role: a kernel has a double twin, tests and a benchmark of its name, in mirrored folders.
/// </summary>
internal static class StemRule
{
    /// <param name="paths">Every source file of the repository.</param>
    public static IEnumerable<string> Violations(IReadOnlyCollection<string> paths)
    {
        const string kernels = "src/Carousel/Kernels/";
        foreach (string path in paths.Where(
            path => path.StartsWith(kernels, StringComparison.Ordinal)
                && path.EndsWith("Kernel.cs", StringComparison.Ordinal)))
        {
            string family = Path.GetDirectoryName(path[kernels.Length..])!.Replace('\\', '/');
            string stem = Path.GetFileName(path)[..^"Kernel.cs".Length];
            (string Role, string Path)[] roles =
            [
                ("double twin", $"src/Carousel.Reference/{family}/{stem}Reference.cs"),
                ("tests", $"tests/Carousel.Tests/Kernels/{family}/{stem}KernelTests.cs"),
                ("benchmark", $"benchmarks/Carousel.Benchmarks/Kernels/{family}/{stem}KernelBenchmark.cs"),
            ];
            foreach ((string role, string expected) in roles.Where(role => !paths.Contains(role.Path)))
            {
                yield return $"{path}: has no {role}; write {expected}.";
            }
        }
    }
}
