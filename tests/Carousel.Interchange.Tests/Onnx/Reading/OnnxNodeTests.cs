using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Interchange.Onnx.Running;
using Carousel.Storage;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Reading;

/// <summary>What messages call an operator.</summary>
[Collection(typeof(Alone))]
public sealed class OnnxNodeTests
{
    private const int Operators = 500, Letters = 20_000;

    // Each operator of a body is called by its own name and by those around it.
    [Fact]
    public void ALongName_IsNotRepeatedForEachOperatorInItsBody()
    {
        byte[] file = LongName("Identity").Bytes();
        Load(file);
        long before = Allocations.BytesSoFar;
        Load(file);
        Assert.InRange(Allocations.BytesSoFar - before, 0, 2 * file.Length + (1 << 20));
    }

    [Fact]
    public void ALongName_IsShownByItsBeginning()
    {
        string sentence = Assert.Throws<OnnxNotTakenException>(() => new OnnxSession(LongName("Celu").Model())).Message;
        Assert.Equal(
            $"made.onnx: node 'the Celu' (Celu) in the body of node '{new string('n', 80)}' (Scan) is an operator that "
            + $"Carousel does not run.", sentence[..(sentence.IndexOf("not run.", StringComparison.Ordinal) + 8)]);
    }

    [Fact]
    public void LongNamesOfValues_LeaveRoomForTheSentence()
    {
        string longest = new('v', Letters);
        MadeOnnx made = new MadeOnnx().Output("y", OnnxType.Float32).Node("Identity", [longest], ["y"]);
        string sentence = Assert.Throws<ModelFileException>(made.Model).Message;
        Assert.Contains($"reads '{new string('v', 80)}', which no operator makes", sentence, StringComparison.Ordinal);
    }

    private static OnnxModel Load(byte[] file) => OnnxModel.Load(new MemoryStream(file), "made.onnx");

    private static MadeOnnx LongName(string op)
    {
        MadeOnnx body = new MadeOnnx().Input("a", OnnxType.Float32).Output("b0", OnnxType.Float32);
        for (int i = 0; i < Operators; i++)
        {
            body.Node(op, ["a"], [$"b{i}"]);
        }

        MadeOnnx made = new MadeOnnx().Input("x", OnnxType.Float32, "time", "1").Output("o", OnnxType.Float32)
            .Node("Scan", ["x"], ["o"], MadeOnnx.Body("body", body), MadeOnnx.Whole("num_scan_inputs", 1));
        made.Proto.Graph.Node[0].Name = new string('n', Letters);
        return made;
    }
}
