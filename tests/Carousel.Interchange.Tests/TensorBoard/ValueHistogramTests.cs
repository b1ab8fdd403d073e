using Carousel.Interchange.TensorBoard;
using Carousel.Interchange.TensorBoard.Protocol;

namespace Carousel.Interchange.Tests.TensorBoard;

/// <summary>Histograms count each finite value once.</summary>
public sealed class ValueHistogramTests
{
    [Fact]
    public void Add_CountsInsideAndOutsideOfTheBounds_AndPassesOverWhatIsNotFinite()
    {
        var histogram = new ValueHistogram(0, 1);
        histogram.Add([0, 0.01f, 0.5f, 1, 7, -3, float.NaN, float.PositiveInfinity]);

        HistogramProto proto = histogram.ToProto()!;

        Assert.Equal(6, proto.Num);
        Assert.Equal((-3, 7), (proto.Min, proto.Max));
        Assert.Equal(5.51, proto.Sum, 1e-6);
        Assert.Equal(59.2501, proto.SumSquares, 1e-4);
        Assert.Equal(proto.BucketLimit.Count, proto.Bucket.Count);
        Assert.Equal(1, proto.BucketLimit[^1], 1e-12);
        Assert.Equal(3, proto.Bucket[0]);
        Assert.Equal(1, proto.Bucket[proto.Bucket.Count / 2]);
        Assert.Equal(2, proto.Bucket[^1]);
    }

    [Fact]
    public void Of_IsAsWideAsItsValues()
    {
        HistogramProto proto = ValueHistogram.Of([-2, 0, 2, 2]).ToProto()!;

        Assert.Equal(2, proto.BucketLimit[^1], 1e-12);
        Assert.Equal((1, 2), (proto.Bucket[0], proto.Bucket[^1]));
        Assert.Equal(3, ValueHistogram.Of([1.5f, 1.5f, 1.5f]).ToProto()!.Num);
        Assert.Null(ValueHistogram.Of([float.NaN]).ToProto());
    }

    [Theory]
    [InlineData(1.5f)]
    [InlineData(-3e9f)]
    [InlineData(float.MaxValue)]
    public void Of_HasRisingLimits_WhereAllValuesAreEqual(float value)
    {
        HistogramProto proto = ValueHistogram.Of([value, value]).ToProto()!;

        Assert.All(proto.BucketLimit.Zip(proto.BucketLimit.Skip(1)), pair => Assert.True(pair.Second > pair.First));
        Assert.Equal((2, 2), (proto.Bucket[0], proto.Bucket.Sum()));
    }
}
