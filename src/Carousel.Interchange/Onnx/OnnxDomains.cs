namespace Carousel.Interchange.Onnx;

/// <summary>Whose operators there are.</summary>
internal static class OnnxDomains
{
    /// <summary>ONNX Runtime's own.</summary>
    public const string Microsoft = "com.microsoft";

    /// <summary>A domain as Carousel names it: the standard's own is empty.</summary>
    public static string Plain(string domain) => domain is "ai.onnx" ? "" : domain;
}
