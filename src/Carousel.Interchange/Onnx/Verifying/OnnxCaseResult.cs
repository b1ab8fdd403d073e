namespace Carousel.Interchange.Onnx.Verifying;

/// <summary>What came of a test case.</summary>
/// <param name="Case">The name of its folder.</param>
/// <param name="Verdict">Whether it passed.</param>
/// <param name="Reason">Why not; empty where it passed.</param>
internal sealed record OnnxCaseResult(string Case, OnnxCaseVerdict Verdict, string Reason);

/// <summary>Whether a test case passed.</summary>
internal enum OnnxCaseVerdict
{
    /// <summary>All outputs are what they should be.</summary>
    Passed,

    /// <summary>An output differs, or the case could not be run.</summary>
    Failed,

    /// <summary>The model asks for an operator or a type that Carousel does not have.</summary>
    NotTaken,
}
