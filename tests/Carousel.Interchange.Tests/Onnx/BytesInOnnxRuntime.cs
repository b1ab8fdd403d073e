using Carousel.Interchange.Onnx;

namespace Carousel.Interchange.Tests.Onnx;

/// <summary>Whether ONNX Runtime multiplies bytes exactly on this machine, as the standard says.</summary>
/// <remarks>
/// On an x64 processor without the instructions for it (VNNI) the runtime adds two products in 16 bits and stays at
/// 32,767 where their sum is above that: networks whose
/// weights are bytes then give other numbers there. That is a property of the machine, nothing that could be installed,
/// so what compares such networks is skipped.
/// </remarks>
internal static class BytesInOnnxRuntime
{
    private const int Largest = 255, LargestWeight = 127;

    private static readonly Lazy<bool> _areExact = new(Measure);

    /// <summary>Ends a test where ONNX Runtime does not multiply bytes exactly.</summary>
    public static void RequireExact()
    {
        Assert.SkipUnless(
            _areExact.Value,
            "On this processor, which lacks VNNI, ONNX Runtime's sums of products of bytes stay at 32,767.");
    }

    private static bool Measure()
    {
        const int Size = 64;
        MadeOnnx made = new MadeOnnx().Input("x", OnnxType.UInt8, "1", $"{Size}").Output("y", OnnxType.Int32)
            .Weight("w", OnnxTensor.Of(Enumerable.Repeat((sbyte)LargestWeight, Size * Size).ToArray(), Size, Size))
            .Node("MatMulInteger", ["x", "w"], ["y"]);
        double[] answer = OnnxRuntime.Run(
            made.Bytes(),
            new Dictionary<string, OnnxRuntimeTensor>
            {
                ["x"] = new("uint8", [1, Size], [.. Enumerable.Repeat((double)Largest, Size)]),
            })["y"].Data;
        return answer.All(y => y == Size * Largest * LargestWeight);
    }
}
