using Carousel.Interchange.PyTorch;
using Carousel.Interchange.Tensors;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.PyTorch;

/// <summary>Tensors with every layout in their storage that strides allow.</summary>
[Collection(typeof(Alone))]
public sealed class StridedValuesTests
{
    [Theory]
    [InlineData("3", "1")]
    [InlineData("", "")]
    [InlineData("4,5", "5,1")]
    [InlineData("4,5", "1,4")]
    [InlineData("4,5", "10,2")]
    [InlineData("4,5", "8,1")]
    [InlineData("4,5", "0,1")]
    [InlineData("2,3,4", "12,4,1")]
    [InlineData("2,3,4", "1,8,2")]
    [InlineData("2,3,4", "12,1,3")]
    [InlineData("2,1,4", "4,999,1")]
    [InlineData("3,0", "5,1")]
    [InlineData("2,1500", "1,2")]
    [InlineData("1500,2", "1,1500")]
    public void Read_GivesEachValue_AtItsPlace(string sizes, string strides)
    {
        int[] size = Numbers(sizes);
        long[] stride = [.. Numbers(strides).Select(s => (long)s)];
        const int offset = 2, length = 6000, start = 12;
        short[] storage = [.. Enumerable.Range(0, length).Select(k => (short)k)];
        using var stream = new MemoryStream([.. new byte[start], .. storage.SelectMany(BitConverter.GetBytes)]);
        var values = new float[size.Aggregate(1, (a, b) => a * b)];

        StridedValues.Read(
            stream, start, new PickledTensor(new PickledStorage("0", NumberType.Int16, length), offset, size, stride),
            values);

        Assert.Equal(
            [.. Enumerable.Range(0, values.Length).Select(k => offset + Place(k, size, stride))],
            values.Select(v => (long)v));
    }

    [Fact]
    public void Read_OfATransposedMatrix_AllocatesNothing()
    {
        var storage = new PickledStorage("0", NumberType.Float32, 200 * 300);
        var tensor = new PickledTensor(storage, 0, [200, 300], [1, 200]);
        using var stream = new MemoryStream(new byte[200 * 300 * sizeof(float)]);
        var values = new float[200 * 300];

        // The comparison of strides is an object of some bytes; a text or an array for each value would be thousands.
        Assert.InRange(Allocations.OfSteadyState(() => StridedValues.Read(stream, 0, tensor, values)), 0, 1000);
    }

    private static long Place(int number, int[] sizes, long[] strides)
    {
        long place = 0;
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            place += number % sizes[axis] * strides[axis];
            number /= sizes[axis];
        }

        return place;
    }

    private static int[] Numbers(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
}
