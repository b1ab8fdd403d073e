using Carousel.Tagging;

namespace Carousel.Jobs.Tests.Tagging.Baselines;

/// <summary>What a linear chain sees of tokens.</summary>
public sealed class TokenFeaturesTests
{
    [Theory]
    [InlineData("Berlin", "berlin", "Xxxxx", "Xx")]
    [InlineData("U.S.A.", "u.s.a.", "X.X.X.", "X.X.X.")]
    [InlineData("1999", "1999", "0000", "0")]
    [InlineData("#Tag7", "#tag7", "#Xxx0", "#Xx0")]
    [InlineData("@somebody", "<account>", "@xxxx", "@x")]
    [InlineData("https://a.b/c", "<url>", "<url>", "<url>")]
    public void Look_IsTheWordAndItsShape(string token, string small, string shape, string brief)
    {
        var look = TokenLook.Of(token);
        Assert.Equal((small, shape, brief), (look.Small, look.Shape, look.Brief));
    }

    [Fact]
    public void Numbers_StayAsModelFilesHaveThem()
    {
        int[] features = TokenFeatures.Of(["Anna", "lives"])[0];
        Assert.All(features, f => Assert.InRange(f, 0, TokenFeatures.Numbers - 1));
        Assert.Equal(Known, features[..4]);
    }

    [Fact]
    public void NeighborsAreSeen_AndWhatIsFarIsNot()
    {
        int[] Of(params string[] tokens) => TokenFeatures.Of(tokens)[0];
        Assert.NotEqual(Of("a", "b", "c", "d"), Of("a", "x", "c", "d"));
        Assert.NotEqual(Of("a", "b", "c", "d"), Of("a", "b", "x", "d"));
        Assert.Equal(Of("a", "b", "c", "d"), Of("a", "b", "c", "x"));
    }

    [Fact]
    public void NoCharacterAtAll_IsAToken() => Assert.NotEmpty(TokenFeatures.Of([""])[0]);

    private static int[] Known => [1751444, 8902502, 11482292, 13573503];
}
