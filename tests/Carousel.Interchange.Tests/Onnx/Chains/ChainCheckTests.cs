using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Chains;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Jobs.Networks;
using Carousel.Networks;

namespace Carousel.Interchange.Tests.Onnx.Chains;

/// <summary>
/// The check of a chain against a run of the file tells wrong layers from right ones, however small the answers are.
/// </summary>
public sealed class ChainCheckTests
{
    private const long MostBytes = 1 << 24;

    [Theory]
    [InlineData(1f)]
    [InlineData(1e-6f)]
    [InlineData(1e-20f)]
    public void Require_TellsOneGateFromAnother_WhateverTheSizeOfTheAnswers(float scale)
    {
        OnnxModel model = new ChainGraphs().Model("small answers", scale);
        Chain chain = ChainReader.Read(model, MostBytes);
        using NetworkModel right = Made(chain, w => w);
        Assert.StartsWith(
            "checked: ", new ChainCheck(model, chain, MostBytes).Require(right), StringComparison.Ordinal);

        // The rows of the first gate and of the last change places.
        using NetworkModel wrong = Made(
            chain, w => [.. w[^(w.Length / 4)..], .. w[(w.Length / 4)..^(w.Length / 4)], .. w[..(w.Length / 4)]]);
        Assert.Contains(
            "the layers that were found answer ",
            Assert.Throws<OnnxNotTakenException>(() => new ChainCheck(model, chain, MostBytes).Require(wrong)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Require_ComparesLogarithms_AsLogarithms()
    {
        OnnxModel model = new ChainGraphs().Model("logarithms of one that is unlikely");
        Chain chain = ChainReader.Read(model, MostBytes);
        using NetworkModel right = Made(chain, w => w);
        Assert.StartsWith(
            "checked: ", new ChainCheck(model, chain, MostBytes).Require(right), StringComparison.Ordinal);

        // Of e⁻²⁰ and e⁻¹⁹ the difference is 4·10⁻⁹.
        using NetworkModel wrong = Made(chain, w => w, b => [b[0], b[1], b[2] + 1]);
        Assert.Throws<OnnxNotTakenException>(() => new ChainCheck(model, chain, MostBytes).Require(wrong));
    }

    private static NetworkModel Made(Chain chain, Func<float[], float[]> input, Func<float[], float[]>? bias = null)
    {
        IReadOnlyDictionary<string, float[]> Changed(ChainLayer layer) =>
            layer.Weights.ToDictionary(
                w => w.Key,
                w => w.Key == "W" ? input(w.Value) : w.Key == "bias" && bias is not null ? bias(w.Value) : w.Value);
        var design = new NetworkDesign([.. chain.Path.Layers.Select(l => l.Design)])
        {
            Answer = chain.Path.IsLogarithm ? PortableFunction.Softmax : PortableFunction.None,
        };
        return NetworkModel.Create(
            design, [.. chain.Path.Layers.Where(l => l.Design.Kind != NetworkLayerKind.Pooling).Select(Changed)],
            threads: 1);
    }
}
