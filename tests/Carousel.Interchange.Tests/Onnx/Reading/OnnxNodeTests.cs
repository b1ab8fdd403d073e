using Carousel.Interchange.Onnx;
using Carousel.Storage;

namespace Carousel.Interchange.Tests.Onnx.Reading;

/// <summary>What messages call an operator.</summary>
public sealed class OnnxNodeTests
{
    private const int Letters = 20_000;

    [Fact]
    public void ALongName_IsShownByItsBeginning()
    {
        MadeOnnx made = new MadeOnnx().Output("y", OnnxType.Float32).Node("Identity", ["x"], ["y"]);
        made.Proto.Graph.Node[0].Name = new string('n', Letters);
        string sentence = Assert.Throws<ModelFileException>(made.Model).Message;
        Assert.StartsWith(
            $"made.onnx: node '{new string('n', 80)}' (Identity) reads 'x'", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void LongNamesOfValues_LeaveRoomForTheSentence()
    {
        string longest = new('v', Letters);
        MadeOnnx made = new MadeOnnx().Output("y", OnnxType.Float32).Node("Identity", [longest], ["y"]);
        string sentence = Assert.Throws<ModelFileException>(made.Model).Message;
        Assert.Contains($"reads '{new string('v', 80)}', which no operator makes", sentence, StringComparison.Ordinal);
    }
}
