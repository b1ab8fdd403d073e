using System.Runtime.InteropServices;
using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Recurrent;

public class StepTableTests
{
    [Theory]
    [InlineData(new int[0], 1, "rowStart: must begin with 0, but is empty. (Parameter 'rowStart')")]
    [InlineData(new[] { 1, 2 }, 2, "rowStart: must begin with 0, but begins with 1. (Parameter 'rowStart')")]
    [InlineData(new[] { 0, 1, 100_000_000, 100_000_001, 2 }, 1,
        "rowStart: entry 2 is 100000000, but step 1 begins at 1 and has 0…1 rows: at most one for each sequence, and "
        + "never more than the step before. (Parameter 'rowStart')")]
    [InlineData(new[] { 0, 3 }, 2,
        "rowStart: entry 1 is 3, but step 0 begins at 0 and has 0…2 rows: at most one for each sequence, and never "
        + "more than the step before. (Parameter 'rowStart')")]
    [InlineData(
        new[] { 0, int.MaxValue }, int.MaxValue,
        "rowStart: 2147483647 rows and 2147483647 sequences are together more than 2147483647. (Parameter 'rowStart')")]
    [InlineData(new[] { 0, 1_500_000_000, -1_294_967_296 }, 1_500_000_000,
        "rowStart: entry 2 is -1294967296, but step 1 begins at 1500000000 and has 0…1500000000 rows: at most one for "
        + "each sequence, and never more than the step before. (Parameter 'rowStart')")]
    public void Table_IsRefused_WhereRowsDoNotLieInIt(int[] rowStart, int batch, string message)
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new StepTable(rowStart, batch).N);

        Assert.Equal(message, refused.Message);
    }

    [Fact]
    public void Table_WithoutEntries_HasNoSteps()
    {
        StepTable none = default;

        Assert.Equal((0, 0, 0), (none.T, none.N, none.B));
        Assert.Throws<ArgumentOutOfRangeException>(() => default(StepTable).Rows(0));
    }

    [Theory]
    [InlineData("Forward h")]
    [InlineData("Forward scratch")]
    [InlineData("Infer h")]
    [InlineData("ForwardSymbols gates")]
    [InlineData("Backward dh")]
    [InlineData("AddWeightGradients dW")]
    [InlineData("BackwardWithGradients dx")]
    [InlineData("BackwardSymbols sums")]
    [InlineData("AddSymbolSums sums")]
    public void Kernel_RefusesATable_InMemoryThatItWrites(string written)
    {
        var size = new LstmSize(2, 1);
        float[] forward = new float[LstmPanels.ForwardLength(size)],
            backward = new float[LstmPanels.BackwardLength(size)];
        float[] x = new float[2], h = new float[2], c = new float[2], gates = new float[4], symbols = new float[1];
        float[] dh = new float[2], dc = new float[1], dx = new float[2], dW = new float[8], sums = new float[4];
        float[] scratch = new float[1 << 16];
        float[] starts = new float[LstmKernel.SymbolStartsLength(size, 1)];
        float[] shared = written.Split(' ')[1] switch
        {
            "h" => h,
            "scratch" => scratch,
            "gates" => gates,
            "dh" => dh,
            "dW" => dW,
            "dx" => dx,
            _ => sums,
        };

        void Call(Span<int> rowStart)
        {
            rowStart[0] = 0;
            rowStart[1] = 1;
            var steps = new StepTable(rowStart[..2], 1);
            switch (written.Split(' ')[0])
            {
                case "Forward":
                    LstmKernel.Forward(size, new CellSpans
                    {
                        Steps = steps,
                        PlaceTo = 1,
                        Panels = forward,
                        X = x,
                        H = h,
                        C = c,
                        Gates = gates,
                        Scratch = scratch,
                    });
                    break;
                case "Infer":
                    LstmKernel.Forward(size, new CellSpans
                    {
                        Steps = steps,
                        PlaceTo = 1,
                        Panels = forward,
                        X = x,
                        H = h,
                        C = dc,
                        Scratch = scratch,
                    });
                    break;
                case "ForwardSymbols":
                    LstmKernel.Forward(size, new CellSpans
                    {
                        Steps = steps,
                        PlaceTo = 1,
                        Panels = forward,
                        X = symbols,
                        Starts = starts,
                        H = h,
                        C = c,
                        Gates = gates,
                        Scratch = scratch,
                    });
                    break;
                case "Backward":
                    LstmKernel.Backward(size, new CellSpans
                    {
                        Steps = steps,
                        PlaceTo = 1,
                        Panels = backward,
                        C = c,
                        Gates = gates,
                        Dh = dh,
                        Dc = dc,
                        Scratch = scratch,
                    });
                    break;
                case "AddWeightGradients":
                    LstmKernel.AddWeightGradients(size, new CellSpans
                    {
                        Steps = steps,
                        X = x,
                        H = h,
                        Gates = gates,
                        Dw = dW,
                        Scratch = scratch,
                    }, 0, 1);
                    break;
                case "BackwardWithGradients":
                    LstmKernel.BackwardWithGradients(size, new CellSpans
                    {
                        Steps = steps,
                        Panels = backward,
                        X = x,
                        H = h,
                        C = c,
                        Gates = gates,
                        Dh = dh,
                        Dc = dc,
                        Dx = dx,
                        Scratch = scratch,
                    });
                    break;
                case "BackwardSymbols":
                    LstmKernel.BackwardWithGradients(size, new CellSpans
                    {
                        Steps = steps,
                        Panels = backward,
                        X = symbols,
                        H = h,
                        C = c,
                        Gates = gates,
                        Dh = dh,
                        Dc = dc,
                        Sums = sums,
                        Scratch = scratch,
                    });
                    break;
                default:
                    LstmKernel.AddSymbolSums(size, new CellSpans
                    {
                        Steps = steps,
                        X = symbols,
                        Gates = gates,
                        Sums = sums,
                    });
                    break;
            }
        }

        Call(new int[2]);
        var refused = Assert.Throws<ArgumentException>(() => Call(MemoryMarshal.Cast<float, int>(shared.AsSpan())));

        Assert.Equal(
            "rowStart: shares memory with values that are written; give the table separate memory.",
            refused.Message);
    }

    [Fact]
    public void Kernel_RefusesRowsBeyondTheSequences()
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(
            () =>
                LstmKernel.Forward(new LstmSize(1, 1), new CellSpans
                {
                    Steps = new StepTable([0, 2], 2),
                    PlaceFrom = 1,
                    PlaceTo = 3,
                    Panels = new float[LstmPanels.ForwardLength(new(1, 1))],
                    X = new float[2],
                    H = new float[4],
                    C = new float[2],
                    Scratch = new float[4096],
                }));

        Assert.Equal("placeFrom", refused.ParamName);
        Assert.StartsWith(
            "placeFrom … placeTo must be within 0…2, the first not above the second, but are 1 and 3.",
            refused.Message, StringComparison.Ordinal);
    }
}
