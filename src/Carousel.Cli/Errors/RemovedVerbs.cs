namespace Carousel.Cli.Errors;

/// <summary>Verbs of earlier versions, and what does their work now.</summary>
internal static class RemovedVerbs
{
    private const string Runtime = "Use ONNX Runtime: the package Microsoft.ML.OnnxRuntime for .NET, or "
        + "onnxruntime for Python.";

    private static readonly Dictionary<string, string> _sentences = new()
    {
        ["run"] = $"carousel does not run ONNX models. {Runtime}",
        ["verify"] = $"carousel does not verify ONNX models. {Runtime}",
        ["laboratory"] = "The laboratory is a separate command, carousel-lab: see docs/explanation/experiments.md, "
            + "or run it with: dotnet run -c Release --project laboratory/Carousel.Lab --",
        ["benchmark"] = "Benchmarks are a program in the repository: see docs/how-to/benchmark.md, or run it with: "
            + "dotnet run -c Release --project benchmarks/Carousel.Benchmarks --",
    };

    /// <summary>The sentence for a verb that was removed.</summary>
    /// <param name="word">The first word of the command line.</param>
    /// <returns>The sentence; null for a word that never was a verb.</returns>
    public static string? Find(string word) => _sentences.GetValueOrDefault(word);
}
