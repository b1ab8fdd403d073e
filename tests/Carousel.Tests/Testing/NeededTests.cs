using Carousel.Testing;
using Xunit.Sdk;

namespace Carousel.Tests.Testing;

public sealed class NeededTests
{
    [Fact]
    public void Require_LetsTheTestGoOn_WhereNothingIsMissing()
    {
        Needed.Require(isThere: true, "No compiler.", isRequired: true);
        Needed.Require(isThere: true, "No compiler.", isRequired: false);
    }

    [Fact]
    public void Require_SkipsTheTest_WhereATestMayBeSkipped()
    {
        // Assert.Throws lets what skips a test through.
        string? message = null;
        try
        {
            Needed.Require(isThere: false, "No compiler.", isRequired: false);
        }
        catch (SkipException skipped)
        {
            message = skipped.Message;
        }

        Assert.EndsWith("No compiler.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Require_FailsTheTest_WhereEverythingHasToBeThere() => Assert.StartsWith(
        "No compiler. CAROUSEL_REQUIRE_TOOLS=1 asks for it.",
        Assert.Throws<FalseException>(() => Needed.Require(isThere: false, "No compiler.", isRequired: true)).Message,
        StringComparison.Ordinal);
}
