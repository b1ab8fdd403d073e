using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx;

/// <summary>
/// ONNX Runtime for Node.js, which the programs of the guide need. Tests that need it have the trait
/// <c>Against=OnnxRuntime</c> and run from eng/check-onnx.sh.
/// </summary>
internal static class NodeRuntime
{
    /// <summary>Why a test is skipped.</summary>
    public const string Missing = "CAROUSEL_ONNX_RUNTIME names no folder with ONNX Runtime: run eng/check-onnx.sh.";

    /// <summary>Whether tests run; they fail where the runtime is required and not there.</summary>
    public static bool IsAsked =>
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CAROUSEL_ONNX_RUNTIME")) || Needed.IsRequired;
}
