using Carousel.Inspection.Looks;

namespace Carousel.Jobs.Tests.Inspecting;

public sealed class LayerNamesTests
{
    [Theory]
    [InlineData("", "the layer")]
    [InlineData("0", "layer 1")]
    [InlineData("encoder.1", "encoder layer 2")]
    [InlineData("member.0.encoder.0", "network 1, encoder layer 1")]
    [InlineData("member.4", "network 5")]
    [InlineData("recurrent.0.forward", "recurrent layer 1 forward")]
    [InlineData("input_dropout", "input dropout")]
    public void Path_IsShownInWords(string path, string expected) => Assert.Equal(expected, LayerNames.Shown(path));

    [Theory]
    [InlineData("c", "c")]
    [InlineData("member.0.encoder.0.c", "c of network 1, encoder layer 1")]
    public void Part_IsShownWithItsLayer(string path, string expected) => Assert.Equal(expected, LayerNames.Part(path));
}
