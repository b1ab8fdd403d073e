using Carousel.Jobs.Reading;
using FsCheck;
using FsCheck.Fluent;

namespace Carousel.Jobs.Tests.Reading;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("revnue", "revenue")]
    [InlineData("REVENUE", "revenue")]
    [InlineData("tiem", "time")]
    [InlineData("tie", "time")]
    [InlineData("tone", null)]
    [InlineData("stone", "store")]
    [InlineData("reveneu", "revenue")]
    [InlineData("rivenew", null)]
    [InlineData("revenuees", "revenue")]
    [InlineData("temperature", null)]
    [InlineData("x", null)]
    public void Find_OffersOnlyWhatIsNear(string name, string? expected) =>
        Assert.Equal(expected, NearestName.Find(name, ["time", "store", "revenue", "promo"]));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("tiem", "time", 1)]
    public void Distance_CountsChanges(string a, string b, int expected) =>
        Assert.Equal(expected, NearestName.Distance(a, b));

    [Fact]
    public void Distance_IsTheSameInBothDirections() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), ArbMap.Default.ArbFor<NonNull<string>>(), (a, b) =>
            NearestName.Distance(a.Get, b.Get) == NearestName.Distance(b.Get, a.Get)
            && NearestName.Distance(a.Get, b.Get) <= Math.Max(a.Get.Length, b.Get.Length)
            && (NearestName.Distance(a.Get, b.Get) == 0) == (a.Get == b.Get)).QuickCheckThrowOnFailure();
}
