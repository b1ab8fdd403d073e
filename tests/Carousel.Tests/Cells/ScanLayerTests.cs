using Carousel.Backends;
using Carousel.Cells;
using Carousel.Layers;

namespace Carousel.Tests.Layers;

public sealed class MinGruTests : RecurrentLayerTests
{
    [Fact]
    public void Sizes_NamesAndParameters_AreThoseOfTheEquations()
    {
        SequenceLayer layer = Make(I, H);

        Assert.Equal(["W", "b", "initial_state"], layer.Parameters.Select(p => p.Name));
        Assert.Equal((2 * H * (I + 1)) + H, layer.ParameterCount);
        Assert.Equal(H, layer.StateSize);
        Assert.Throws<ArgumentOutOfRangeException>(() => RecurrentLayer.Of(CellKind.Mingru, 3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RecurrentLayer.Of((CellKind)99, 3, 4));
        string refusal = Assert.Throws<NotSupportedException>(() => RecurrentLayer.Of(CellKind.Mingru, 3, 4).R).Message;
        Assert.Contains("minGRU", refusal, StringComparison.Ordinal);
    }

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        RecurrentCell.Find("mingru")!.Make(new CellSettings(inputSize, hiddenSize) { TrainsStart = true });
}

public sealed class MinLstmTests : RecurrentLayerTests
{
    [Fact]
    public void ForgetBias_BeginsAtOne_AndAtWhatIsSaid()
    {
        using var backend = new CpuBackend(1);
        RecurrentLayer plain = RecurrentLayer.Of(CellKind.Minlstm, I, H),
            open = RecurrentCell.Find("minlstm")!.Make(new CellSettings(I, H) { ForgetBias = 2 });
        plain.Build(backend, 1);
        open.Build(backend, 1);

        Assert.Equal(["W", "b"], plain.Parameters.Select(p => p.Name));
        Assert.Equal([.. Enumerable.Repeat(1f, H), .. new float[2 * H]], plain.B.Value.ToArray());
        Assert.Equal([.. Enumerable.Repeat(2f, H), .. new float[2 * H]], open.B.Value.ToArray());
    }

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        RecurrentCell.Find("minlstm")!.Make(new CellSettings(inputSize, hiddenSize) { TrainsStart = true });
}

public sealed class MinLstmReverseTests : RecurrentLayerTests
{
    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        RecurrentLayer.Of(CellKind.Minlstm, inputSize, hiddenSize, reverse: true);
}
