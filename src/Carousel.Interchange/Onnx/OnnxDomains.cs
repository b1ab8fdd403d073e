namespace Carousel.Interchange.Onnx;

/// <summary>Whose operators there are.</summary>
internal static class OnnxDomains
{
    /// <summary>The domain of ONNX Runtime.</summary>
    public const string Microsoft = "com.microsoft";

    /// <summary>The domain of the standard's operators for other methods than networks.</summary>
    private const string Classical = "ai.onnx.ml";

    /// <summary>The domains other than the standard's first, with their versions in files that are written.</summary>
    public static IReadOnlyDictionary<string, int> Versions { get; } =
        new Dictionary<string, int>(StringComparer.Ordinal) { [Microsoft] = 1, [Classical] = 3 };

    /// <summary>The domain of an operator that is written.</summary>
    public static string Of(string operation) => operation switch
    {
        Quantized.LstmOperator => Microsoft,
        OnnxNetworkGraph.TreesOperator => Classical,
        _ => "",
    };

    /// <summary>The name of a domain in Carousel: that of the standard is empty.</summary>
    public static string Plain(string domain) => domain is "ai.onnx" ? "" : domain;
}
