using Carousel.Reference.Sequences;

namespace Carousel.Reference.Tests.Sequences;

public class SequencesReferenceTests
{
    private static readonly double[,] _x = { { 1, 2 }, { 3, 4 }, { 5, 6 } };

    [Fact]
    public void Columns_AreWorkedByHand()
    {
        Assert.Equal(
            new double[,] { { 1, 2, 2 }, { 3, 4, 4 }, { 5, 6, 6 } },
            ColumnsReference.Concatenate(_x, ColumnsReference.Slice(_x, 1, 1)));
    }

    [Fact]
    public void Rows_AreWorkedByHand()
    {
        Assert.Equal(new double[,] { { 5, 6 }, { 3, 4 }, { 1, 2 } }, RowsReference.Reversed(_x));
        Assert.Equal([5, 6], RowsReference.Last(_x));
        Assert.Equal([0, 0], RowsReference.Last(new double[0, 2]));
        Assert.Equal(new double[,] { { 7, 8 }, { 7, 8 } }, RowsReference.Repeated([7, 8], 2));
    }
}
