using Carousel.Jobs.Measuring;

namespace Carousel.Jobs.Tests.Measuring;

public class EditDistanceTests
{
    [Theory]
    [InlineData("kitten", "sitting", 2, 0, 1)]
    [InlineData("abc", "abc", 0, 0, 0)]
    [InlineData("abc", "", 0, 3, 0)]
    [InlineData("", "ab", 0, 0, 2)]
    [InlineData("", "", 0, 0, 0)]
    [InlineData("abcd", "bcd", 0, 1, 0)]
    [InlineData("bcd", "abcd", 0, 0, 1)]
    [InlineData("abc", "xyz", 3, 0, 0)]
    [InlineData("aabb", "bbaa", 4, 0, 0)]
    public void Changes_AreTheFewest(
        string reference, string found, int substitutions, int deletions, int insertions) =>
        Assert.Equal(
            new EditCounts(substitutions, deletions, insertions, reference.Length),
            EditDistance.Of<char>(reference, found));

    [Fact]
    public void Changes_AreAsFewAsOfAllWaysTried()
    {
        const string letters = "ab";
        string[] texts =
        [
            .. Enumerable.Range(0, 31)
                .Select(n => string.Concat(Convert.ToString(n + 1, 2).Skip(1).Select(bit => letters[bit - '0']))),
        ];
        foreach (string reference in texts)
        {
            foreach (string found in texts)
            {
                EditCounts counts = EditDistance.Of<char>(reference, found);
                Assert.Equal(Fewest(reference, found), counts.Errors);
                Assert.Equal(found.Length, counts.Length - counts.Deletions + counts.Insertions);
                Assert.Equal(counts.Errors, EditDistance.Of<char>(found, reference).Errors);
            }
        }
    }

    [Theory]
    [InlineData("seven nine", "seven five nine", 0.5)]
    [InlineData("  seven   nine ", "seven nine", 0)]
    [InlineData("one", "two three four", 3)]
    [InlineData("", "", 0)]
    [InlineData("", "one", double.PositiveInfinity)]
    [InlineData("one two", "", 1)]
    public void WordErrorRate_IsChangesForEachWord(string reference, string found, double rate) =>
        Assert.Equal(rate, EditDistance.OfWords(reference, found).Rate);

    [Fact]
    public void CharacterErrorRate_CountsWhatPeopleSee()
    {
        Assert.Equal(new EditCounts(1, 0, 0, 4), EditDistance.OfCharacters("cafe\u0301", "cafe"));
        Assert.Equal(0, EditDistance.OfCharacters("a  b", "a b ").Rate);
        Assert.Equal(new EditCounts(0, 0, 1, 2), EditDistance.OfCharacters("ab", "a b"));
    }

    [Fact]
    public void Rate_OfASet_IsThatOfTheSums() =>
        Assert.Equal(
            0.25, (EditDistance.OfWords("one", "two") + EditDistance.OfWords("one two three", "one two three")).Rate);

    private static int Fewest(string a, string b) =>
        a.Length == 0 ? b.Length : b.Length == 0 ? a.Length
        : Math.Min(Fewest(a[1..], b[1..]) + (a[0] == b[0] ? 0 : 1), 1 + Math.Min(Fewest(a[1..], b), Fewest(a, b[1..])));
}
