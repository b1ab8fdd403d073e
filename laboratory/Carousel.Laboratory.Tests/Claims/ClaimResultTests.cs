using Carousel.Laboratory.Claims;

namespace Carousel.Laboratory.Tests.Claims;

public sealed class ClaimResultTests
{
    [Theory]
    [InlineData(0.9, 0.1, true)]
    [InlineData(0.5, 0.1, true)]
    [InlineData(0.49, 0.1, false)]
    [InlineData(0.9, 0.3, false)]
    [InlineData(double.NaN, 0.3, false)]
    [InlineData(0.9, double.NaN, null)]
    public void Holds_WhenEveryExpectedFigureLiesWithinItsBounds(double share, double error, bool? expected)
    {
        var result = new ClaimResult(
            new TwoBounds(), [new("share", share), new("error", error), new("other", 7)], "", []);
        Assert.Equal(expected, result.Holds);
    }

    [Fact]
    public void Holds_IsNotKnown_WhenAFigureIsMissing() =>
        Assert.Null(new ClaimResult(new TwoBounds(), [new("share", 1)], "", []).Holds);

    [Fact]
    public void SeedsOf_FollowTheFirst_AndAreTheClaimsOwnNumberUnlessSaid()
    {
        Assert.Equal([7, 8, 9], new ClaimRun { Seed = 7 }.SeedsOf(new TwoBounds()));
        Assert.Equal([7], new ClaimRun { Seed = 7, Seeds = 1 }.SeedsOf(new TwoBounds()));
    }

    private sealed class TwoBounds : Claim
    {
        public override string Name => "two-bounds";

        public override string Title => "";

        public override string Statement => "";

        public override string Question => "";

        public override string Setup => "";

        public override int DefaultSeeds => 3;

        public override IReadOnlyList<ExpectedFigure> Expected =>
            [ExpectedFigure.AtLeast("share", 0.5, "share"), ExpectedFigure.AtMost("error", 0.2, "error")];

        public override ClaimResult Run(ClaimRun run) => throw new NotSupportedException();
    }
}
