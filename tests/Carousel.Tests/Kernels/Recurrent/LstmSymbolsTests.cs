using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>
/// Spans that overlap are the caller's mistake: numbers are then anything, but nothing is written elsewhere.
/// </summary>
public class LstmSymbolsTests
{
    private static readonly LstmSize _size = new(2, 1);
    private static readonly int[] _rowStart = [0, 1, 2];

    [Fact]
    public void AddSymbolSums_Refuses_WhatItsSumsMadeOfASymbol()
    {
        // Two symbols of 4 sums each; the second's sums begin with the numbers of the rows, of which row 1 is taken
        // first.
        float[] sums = [0, 0, 0, 0, 0, 1, 0, 0];
        float[] da = [0, 0, 0, 0, 1e9f, 0, 0, 0];

        var refused = Assert.Throws<ArgumentOutOfRangeException>(
            () => LstmKernel.AddSymbolSums(_size, new CellSpans
            {
                Steps = new StepTable(_rowStart, 1),
                X = sums.AsSpan(4, 2),
                Gates = da,
                Sums = sums,
            }));

        Assert.Equal("symbols", refused.ParamName);
        Assert.Equal(1e9f, refused.ActualValue);
    }

    [Fact]
    public void ForwardSymbols_Refuses_WhatItsStatesMadeOfASymbol()
    {
        var random = new Random(1);
        float[] panels = new float[LstmPanels.ForwardLength(_size)],
            starts = new float[LstmKernel.SymbolStartsLength(_size, 2)];
        Array.ForEach([panels, starts], values =>
        {
            for (int k = 0; k < values.Length; k++)
            {
                values[k] = 1 + random.NextSingle();
            }
        });
        float[] h = [0, 1, 0], scratch = new float[LstmKernel.ScratchLength(_size, 1)];

        var refused = Assert.Throws<ArgumentOutOfRangeException>(
            () => LstmKernel.Forward(_size, new CellSpans
            {
                Steps = new StepTable(_rowStart, 1),
                PlaceTo = 1,
                Panels = panels,
                X = h.AsSpan(0, 2),
                Starts = starts,
                H = h,
                C = new float[3],
                Gates = new float[8],
                Scratch = scratch,
            }));

        Assert.Equal("symbols", refused.ParamName);
        Assert.Equal(h[1], refused.ActualValue);
    }
}
