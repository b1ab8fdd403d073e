using Carousel.Benchmarks.Timing;

namespace Carousel.Benchmarks.Comparison;

/// <summary>
/// What <c>benchmarks/compare</c> needs of C#: the sizes of shapes, and the page that is made of the figures.
/// </summary>
internal static class ComparisonCommand
{
    /// <summary>Prints NAME=I/H/B/T[xLayers] for each name; all names of shapes if none is given.</summary>
    public static void PrintShapes(IReadOnlyCollection<string> names)
    {
        IEnumerable<BenchmarkShape> shapes = names.Count == 0
            ? BenchmarkShape.Named
            : names.Select(BenchmarkShape.Parse);
        foreach (BenchmarkShape shape in shapes)
        {
            Console.WriteLine($"{shape.Name}={shape.Sizes}");
        }
    }

    /// <summary>Reads the figures of a run and prints the page.</summary>
    /// <param name="file">The lines of the run.</param>
    /// <param name="folder">Where to write it under the processor's name; empty for nowhere.</param>
    /// <param name="notes">Sentences for its head.</param>
    public static void PrintTable(string file, string folder, IEnumerable<string> notes)
    {
        var records = ComparisonRecords.Read(File.ReadLines(file));
        string page = ComparisonTable.Write(records, notes);
        Console.Write(page);
        if (folder.Length > 0)
        {
            Directory.CreateDirectory(folder);
            string path = Path.Combine(folder, $"{ComparisonTable.Slug(records.Cpu)}.md");
            File.WriteAllText(path, page);
            Console.Error.WriteLine($"written: {path}");
        }
    }
}
