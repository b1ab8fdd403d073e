using Carousel.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Carousel.Tests.Data;

public sealed class ScalerTests
{
    [Fact]
    public void Standard_HasMeanAndDeviation() =>
        // Mean 5, squares 9+1+1+1+0+0+4+16 = 32, 32/8 = 4.
        Assert.Equal(new FittedScaler(5, 2), StandardScaler.Fit([2, 4, 4, 4, 5, 5, 7, 9]));

    [Fact]
    public void Fit_IgnoresMissingValues() =>
        Assert.Equal(
            StandardScaler.Fit([1, 2, 4, 8]), StandardScaler.Fit([float.NaN, 1, 2, float.NaN, 4, 8]));

    [Fact]
    public void Fit_GivesScaleOne_WhenTheColumnIsConstant()
    {
        Assert.Equal(1, StandardScaler.Fit([0.1f, 0.1f, 0.1f]).Scale);
        Assert.Equal(new FittedScaler(0, 1), StandardScaler.Fit([float.NaN]));
    }

    [Fact]
    public void Invert_UndoesTransform() =>
        Prop.ForAll(ArbMap.Default.ArbFor<short[]>().Filter(v => v.Length > 1), values =>
        {
            float[] column = [.. values.Select(v => (float)v)];
            FittedScaler fitted = StandardScaler.Fit(column);
            var back = new float[column.Length];
            fitted.Transform(column, back);
            fitted.Invert(back, back);

            // One rounding to single precision, 2^-24, of the scaled value and one of the value itself; both are at
            // most this large in units of the data.
            double size = 32768 + Math.Abs(fitted.Offset);
            return column.Zip(back).All(p => Math.Abs(p.First - p.Second) <= 2 * size / (1 << 24));
        }).QuickCheckThrowOnFailure();
}
