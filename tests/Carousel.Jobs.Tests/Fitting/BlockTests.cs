using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Language;
using Carousel.Layers;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Fitting;

/// <summary>Blocks in the place of the recurrent layers of a job.</summary>
public sealed class BlockTests : IDisposable
{
    private static readonly CellDesign _design = new(CellKind.Slstm, 2, 8, 0.1, 1, InitializerKind.Glorot)
    {
        Block = BlockKind.Xlstm,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LayersOfTheDesign_AreBlocks_MappedInAndNormalizedAtTheEnd()
    {
        Stack stack = CellStack.Make(_design, 5);
        using var backend = new CpuBackend(1);
        stack.Build(backend, 1);

        Assert.All(stack.Layers, layer => Assert.IsType<XlstmLayer>(layer));
        Assert.Equal(
            ["0.in.weight", "1.norm.gain", "1.norm.bias"],
            stack.Parameters.Select(p => p.Name).Where(name => !name.Contains(".block.", StringComparison.Ordinal)));
        Assert.Equal("sLSTM in xLSTM blocks 2×8", _design.Describe());

        // 5·8 in; in each block 4·8 of the convolution, 4·2·8 of gates, 4·8·2 of R, 3·8·64 of the gated map.
        Assert.Equal((5 * 8) + (2 * (32 + 64 + 64 + 1536)), CellStack.MultiplyAdds(_design, 5));
        Stack both = CellStack.Make(_design with { Bidirectional = true }, 5);
        Assert.Equal(16, both.OutputSize);
        Assert.False(both.IsCausal);
    }

    [Fact]
    public void ADesignFromAFile_HasABlockThatThereIs()
    {
        Assert.True(_design.IsInRange);
        Assert.False((_design with { Cell = CellKind.Gru }).IsInRange);
        Assert.False((_design with { Block = (BlockKind)7 }).IsInRange);
    }

    [Fact]
    public void AnotherCell_IsRefused_WithWhatToDo()
    {
        OptionException error = Assert.Throws<OptionException>(
            () => _design.With(new FitOptions { Block = BlockKind.Xlstm, Cell = CellKind.Gru }));
        Assert.Equal(
            "--block xlstm does not go around a GRU: choose --cell mlstm or slstm, or leave --block out.",
            error.OnCommandLine);
        Assert.Equal(CellKind.Mlstm, _design.With(new FitOptions { Cell = CellKind.Mlstm }).Cell);
    }

    [Fact]
    public void AnotherBeginning_IsRefused_ForBlocksHaveTheirOwn()
    {
        OptionException error = Assert.Throws<OptionException>(
            () => _design.With(new FitOptions
            {
                Block = BlockKind.Xlstm,
                Cell = CellKind.Mlstm,
                Initializer = InitializerKind.He,
            }));
        Assert.Equal(
            "--block xlstm begins with the weights that its authors give: leave --init out, or --block.",
            error.OnCommandLine);
    }

    [Fact]
    public async Task ALoadedModel_IsAsSurprisedAsTheFittedOne()
    {
        string text = string.Concat(Enumerable.Range(0, 40).Select(i => $"the whale swims {i % 7} miles.\n"));
        var options = new LanguageOptions
        {
            Fit = new FitOptions
            {
                Cell = CellKind.Mlstm,
                Block = BlockKind.Xlstm,
                Hidden = 8,
                Layers = 2,
                Epochs = 1,
                Batch = 8,
                Threads = 1,
                Dropout = 0.1,
            },
            Length = 16,
            Sample = 5,
        };
        using var model = (await LanguagePlan.Make(LanguageText.Of(text, "whale.txt"), options)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        model.Save(_folder.File("model"));
        using var loaded = (LanguageModel)AllModels.Load(_folder.File("model"), 1);
        int[] units = model.Tokenizer.Encode("the whale swims\n", "text");

        Near.SameBits(
            loaded.Surprises(units, TestContext.Current.CancellationToken),
            model.Surprises(units, TestContext.Current.CancellationToken));
    }
}
