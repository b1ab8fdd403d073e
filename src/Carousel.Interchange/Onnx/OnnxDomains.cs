namespace Carousel.Interchange.Onnx;

/// <summary>Whose operators there are.</summary>
internal static class OnnxDomains
{
    /// <summary>The domain of ONNX Runtime.</summary>
    public const string Microsoft = "com.microsoft";

    /// <summary>The name of a domain in Carousel: that of the standard is empty.</summary>
    public static string Plain(string domain) => domain is "ai.onnx" ? "" : domain;
}
