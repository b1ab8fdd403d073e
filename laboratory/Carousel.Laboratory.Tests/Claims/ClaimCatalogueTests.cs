using System.Text.RegularExpressions;
using Carousel.Data;
using Carousel.Laboratory.Claims;

namespace Carousel.Laboratory.Tests.Claims;

/// <summary>What holds of every claim, so that the terminal, the page and the documents can show it.</summary>
public sealed partial class ClaimCatalogueTests
{
    public static TheoryData<string> Names => [.. ClaimCatalogue.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Texts_AreSentences(string name)
    {
        Claim claim = ClaimCatalogue.Find(name)!;
        Assert.EndsWith(".", claim.Statement, StringComparison.Ordinal);
        Assert.EndsWith("?", claim.Question, StringComparison.Ordinal);
        Assert.EndsWith(".", claim.Setup, StringComparison.Ordinal);
        Assert.All(
            [.. claim.Inputs.Select(i => i.Description), .. claim.Options.Select(o => o.Description)],
            text => Assert.EndsWith(".", text, StringComparison.Ordinal));
        Assert.DoesNotContain('|', claim.Statement);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Options_AreThoseOfTheCommandLine(string name) =>
        Assert.All(
            ClaimCatalogue.Find(name)!.Options,
            o => Assert.Contains(o.Name, (string[])["cell", "length", "at"]));

    [Theory]
    [MemberData(nameof(Names))]
    public void Lengths_HaveBoundsThatAreHeld(string name) =>
        Assert.All(ClaimCatalogue.Find(name)!.Options.Where(o => o.Values.Count == 0), option =>
        {
            Assert.InRange(option.Most, option.Least, 10_000);
            Claim claim = ClaimCatalogue.Find(name)!;
            Assert.All((string[])["100000000", "99999999999999999999", "0", "-5", "ten"], length => Assert.Contains(
                $"but is {length}.",
                Assert.Throws<DataFormatException>(
                    () =>
                        claim.Run(
                            new ClaimRun
                            {
                                Options = new Dictionary<string, string> { [option.Name] = length },
                            })).Message,
                StringComparison.Ordinal));
        });

    [Theory]
    [MemberData(nameof(Names))]
    public void Expected_HasBounds(string name)
    {
        Claim claim = ClaimCatalogue.Find(name)!;
        Assert.All(claim.Expected, e => Assert.Matches(SnakeCase(), e.Name));
        Assert.All(
            claim.Expected,
            e => Assert.True(e.Low <= e.High && (double.IsFinite(e.Low) || double.IsFinite(e.High)), e.Name));
        Assert.All(claim.Expected, e => Assert.NotEqual("", e.Meaning));
        Assert.Equal(claim.Expected.Count, claim.Expected.Select(e => e.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex SnakeCase();
}
