using Carousel.Data;
using Carousel.Testing;

namespace Carousel.Tests.Data;

public class RowGroupsTests
{
    [Fact]
    public void Rows_StandBySequence_Ascending()
    {
        var groups = new RowGroups();
        groups.Set([2, 0, 2, 3, 0, 2], 5);
        Assert.Equal([1, 4], groups.Of(0).ToArray());
        Assert.Empty(groups.Of(1).ToArray());
        Assert.Equal([0, 2, 5], groups.Of(2).ToArray());
        Assert.Equal([3], groups.Of(3).ToArray());
        Assert.Empty(groups.Of(4).ToArray());
        groups.Set([0], 1);
        Assert.Equal([0], groups.Of(0).ToArray());
        Assert.Equal(1, groups.Rows);
    }

    [Fact]
    public void SetAll_FollowsAPacking()
    {
        var packing = new Packing([2, 0, 3]);
        var groups = new RowGroups();
        groups.SetAll(packing);
        Assert.Equal([packing.Row(0, 0), packing.Row(0, 1)], groups.Of(0).ToArray());
        Assert.Equal([packing.Row(2, 0), packing.Row(2, 1), packing.Row(2, 2)], groups.Of(2).ToArray());
        Assert.Empty(groups.Of(1).ToArray());
    }

    [Fact]
    public void Set_RefusesARowOfNoSequence() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowGroups().Set([0, 2], 2));

    [Fact]
    public void Set_AllocatesNothing_OnceFilled()
    {
        var groups = new RowGroups();
        var packing = new Packing([5, 9, 2]);
        Allocations.AssertNone(() => groups.SetAll(packing));
    }
}
