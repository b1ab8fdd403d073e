namespace Carousel.Architecture.Tests.Rules;

/// <summary>
/// One stem, every role: a kernel has a double twin, tests and a benchmark of its name, in mirrored folders.
/// </summary>
internal static class StemRule
{
    private const string CellBenchmark = "benchmarks/Carousel.Benchmarks/Kernels/Recurrent/CellBenchmark.cs";

    /// <param name="paths">Every source file of the repository.</param>
    public static IEnumerable<string> Violations(IReadOnlyCollection<string> paths)
    {
        foreach ((string path, string family, string stem) in paths.Select(Kernel).OfType<(string, string, string)>())
        {
            (string Role, string Path)[] roles =
            [
                ("double twin", Twin(paths, family, stem)),
                ("tests", $"tests/Carousel.Tests/Kernels/{family}/{stem}KernelTests.cs"),
                ("benchmark", $"benchmarks/Carousel.Benchmarks/Kernels/{family}/{stem}KernelBenchmark.cs"),
            ];

            // A cell that shared loops walk is timed with the others, by its line of the table of cells.
            bool isTimed = path.StartsWith("src/Carousel/Cells/", StringComparison.Ordinal)
                && paths.Contains(CellBenchmark);
            foreach ((string role, string expected) in roles.Where(
                role => !paths.Contains(role.Path) && !(isTimed && role.Role == "benchmark")))
            {
                yield return $"{path}: has no {role}; write {expected}.";
            }
        }
    }

    /// <summary>
    /// A cell has its equations for a twin, those of cells whose steps are not shown in the tests; a variant of one,
    /// and all else, a class of the tests.
    /// </summary>
    private static string Twin(IReadOnlyCollection<string> paths, string family, string stem)
    {
        string inTests = $"tests/Carousel.Reference/{family}/{stem}", twin = $"{inTests}Reference.cs";
        return family != "Recurrent" || paths.Contains(twin) ? twin
            : paths.Contains($"{inTests}Equations.cs") ? $"{inTests}Equations.cs"
            : $"src/Carousel.Inspection/Equations/{stem}Equations.cs";
    }

    /// <summary>The family and stem of a kernel, or of a cell, which has the folder of its name.</summary>
    private static (string Path, string Family, string Stem)? Kernel(string path)
    {
        string[] parts = path.Split('/');
        if (parts.Length < 5 || parts[..2] is not ["src", "Carousel"])
        {
            return null;
        }

        string name = parts[^1];
        bool isCell = parts[2] == "Cells";
        string? ending = new[] { "Kernel.cs", "Cell.cs" }[..(isCell ? 2 : 1)]
            .FirstOrDefault(end => name.EndsWith(end, StringComparison.Ordinal));
        if (ending is null || !(isCell || parts[2] == "Kernels"))
        {
            return null;
        }

        string family = !isCell ? string.Join('/', parts[3..^1])
            : name.StartsWith("Quantized", StringComparison.Ordinal) ? "Quantized"
            : "Recurrent";
        return (path, family, name[..^ending.Length]);
    }
}
