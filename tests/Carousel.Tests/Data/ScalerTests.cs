using Carousel.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Carousel.Tests.Data;

public sealed class ScalerTests
{
    public static TheoryData<Scaler> All =>
        [new StandardScaler(), new MinMaxScaler(), new MinMaxScaler(-1, 1), new RobustScaler()];

    [Fact]
    public void Standard_HasMeanAndDeviation() =>
        // Mean 5, squares 9+1+1+1+0+0+4+16 = 32, 32/8 = 4.
        Assert.Equal(new FittedScaler(5, 2), new StandardScaler().Fit([2, 4, 4, 4, 5, 5, 7, 9]));

    [Fact]
    public void MinMax_ReachesBothEnds()
    {
        FittedScaler fitted = new MinMaxScaler(-1, 1).Fit([10, 30, 20]);

        Assert.Equal([-1f, 1f, 0f], new[] { fitted.Transform(10), fitted.Transform(30), fitted.Transform(20) });
    }

    [Fact]
    public void MinMax_Refuses_AnEmptyRange() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MinMaxScaler(1, 1));

    [Fact]
    public void Robust_DoesNotFeelAWildValue() =>
        // Sorted 1 2 3 4 1000: median 3, quartiles 2 and 4.
        Assert.Equal(new FittedScaler(3, 2), new RobustScaler().Fit([1000, 2, 4, 1, 3]));

    [Fact]
    public void Robust_FallsBackToTheDeviation_WhenTheQuartilesAreEqual() =>
        Assert.Equal(0.4, new RobustScaler().Fit([0, 0, 0, 0, 1]).Scale, 1e-12);

    [Theory]
    [MemberData(nameof(All))]
    public void Fit_IgnoresMissingValues(Scaler scaler) =>
        Assert.Equal(scaler.Fit([1, 2, 4, 8]), scaler.Fit([float.NaN, 1, 2, float.NaN, 4, 8]));

    [Theory]
    [MemberData(nameof(All))]
    public void Fit_GivesScaleOne_WhenTheColumnIsConstant(Scaler scaler)
    {
        Assert.Equal(1, scaler.Fit([0.1f, 0.1f, 0.1f]).Scale);
        Assert.Equal(new FittedScaler(0, 1), scaler.Fit([float.NaN]));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Invert_UndoesTransform(Scaler scaler) =>
        Prop.ForAll(ArbMap.Default.ArbFor<short[]>().Filter(v => v.Length > 1), values =>
        {
            float[] column = [.. values.Select(v => (float)v)];
            FittedScaler fitted = scaler.Fit(column);
            var back = new float[column.Length];
            fitted.Transform(column, back);
            fitted.Invert(back, back);

            // One rounding to single precision, 2^-24, of the scaled value and one of the value itself; both are at
            // most this large in units of the data.
            double size = 32768 + Math.Abs(fitted.Offset);
            return column.Zip(back).All(p => Math.Abs(p.First - p.Second) <= 2 * size / (1 << 24));
        }).QuickCheckThrowOnFailure();
}
