using Carousel.Data;
using Carousel.Jobs.Text;
using Carousel.Language;

namespace Carousel.Jobs.Tests.Text;

public sealed class TokenizerTests
{
    private const string Sample =
        "The whale, the whale! “Naïve” sailors' songs o'er the sea…\n\nwell-known 🐋 whales; the whale's 3 tails.\n";

    public static TheoryData<string> Kinds => ["characters", "bytes", "pieces"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AText_IsTheSameAfterThereAndBack(string kind)
    {
        Tokenizer tokenizer = Make(kind, Sample);

        int[] units = tokenizer.Encode(Sample, "sample");

        Assert.All(units, u => Assert.InRange(u, 0, tokenizer.Vocabulary.Count - 1));
        Assert.Equal(Sample, tokenizer.Decode(units));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TheVocabularyAlone_MakesTheSameTokenizer(string kind)
    {
        Tokenizer tokenizer = Make(kind, Sample);

        var again = Tokenizer.Of(tokenizer.Kind, Vocabulary.Closed(tokenizer.Vocabulary.Entries), "file");

        Assert.Equal(tokenizer.Encode(Sample, "sample"), again.Encode(Sample, "sample"));
    }

    [Fact]
    public void Characters_AreCodePointsInTheirOrder()
    {
        var tokenizer = CharacterTokenizer.Of("ba🐋a\n");

        Assert.Equal(["\n", "a", "b", "🐋"], tokenizer.Vocabulary.Entries);
        Assert.Equal([2, 1, 3, 1, 0], tokenizer.Encode("ba🐋a\n", "text"));
    }

    [Fact]
    public void AnUnknownCharacter_IsRefusedWithItsPlace()
    {
        var tokenizer = CharacterTokenizer.Of("ab\n");

        DataFormatException error = Assert.Throws<DataFormatException>(
            () => tokenizer.Encode("ab\nba🐋", "letter.txt"));

        Assert.Equal(
            "letter.txt:2:3: the character '🐋' is not one of the 3 that the model was trained on; leave it out, or "
            + "train with --units bytes.", error.OnCommandLine);
    }

    [Theory]
    [InlineData("Hi, o'er the well-known sea!", "Hi|,|o'er|the|well-known|sea|!")]
    [InlineData("sailors' songs -- 'tis", "sailors|'|songs|-|-|'|tis")]
    [InlineData("a\n\nb  c\t3.5", "a|\n|\n|b|c|3|.|5")]
    [InlineData("", "")]
    public void Words_AreCutAtSpaceAndMarks(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', WordSplitter.Split(text).Select(w => w.Text)));

    [Theory]
    [InlineData("the <unk> firm paid N shares of acme corp. \n", "the|<unk>|firm|paid|N|shares|of|acme|corp.|\n")]
    [InlineData("it was 1 @,@ 000 , and he did n't , \n", "it|was|1|@,@|000|,|and|he|did|n't|,|\n")]
    [InlineData("a <b>mark</b>, and n't\n", "a|<|b|>|mark|<|/|b|>|,|and|n't|\n")]
    [InlineData("rare words, as <unk> tokens\n", "rare|words|,|as|<|unk|>|tokens|\n")]
    public void Words_AreCutAtSpaces_WhenTheTextIsTokenized(string line, string expected)
    {
        string text = string.Concat(Enumerable.Repeat(line, 12));
        var fitted = WordTokenizer.Of(text, leastCount: 2, most: 100, LanguageText.IsTokenized(text));
        Tokenizer loaded = Tokenizer.Of(UnitKind.Words, fitted.Vocabulary, "model");
        Assert.Equal(
            expected, string.Join('|', loaded.Encode(line, "text").Select(u => loaded.Vocabulary.Entries[u])));
    }

    [Fact]
    public void RareWords_AreTheUnknownWord_AndSpacesComeBackBeforeWordsOnly()
    {
        var tokenizer = WordTokenizer.Of(
            "the whale, the whale (the sea)\nthe whale, the whale (the ship)\n", leastCount: 2, most: 100);

        Assert.Equal(
            "the <unknown>, the whale (the <unknown>)\n",
            tokenizer.Decode(tokenizer.Encode("the boat, the whale (the sea)\n", "text")));
        Assert.Equal(0, tokenizer.Vocabulary.Unknown);
    }

    [Fact]
    public void Pieces_AreThePairsThatStandMostOften()
    {
        // The classic case: low ×5, lower ×2, newest ×6, widest ×3.
        string text = string.Concat(Enumerable.Repeat("low\n", 5)) + string.Concat(Enumerable.Repeat("lower\n", 2))
            + string.Concat(Enumerable.Repeat("newest\n", 6)) + string.Concat(Enumerable.Repeat("widest\n", 3));

        // es and st stand 9 times each: es sorts first, then est; lo stands 7 times, then low; then ew, ne or we 6
        // times.
        Assert.Equal(["es", "est", "lo", "low", "ew"], PieceTraining.Merge(text, 5));
    }

    [Fact]
    public void Pieces_EndWhereNoPairStandsTwice() => Assert.Equal(["ab"], PieceTraining.Merge("ab\nab", 100));

    [Theory]
    [InlineData("the sea 12b!? \n x", "the| sea| 12|b|!?| \n| x")]
    [InlineData("  a", " | a")]
    public void Chunks_TogetherAreTheText(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', PieceTraining.Chunks(text)));

    [Fact]
    public void PiecesOfAnyOtherText_ComeBackToo()
    {
        var tokenizer = PieceTokenizer.Of(Sample, 280);

        Assert.Equal("Ωmega whales\0", tokenizer.Decode(tokenizer.Encode("Ωmega whales\0", "text")));
        Assert.True(tokenizer.Encode("the whale", "text").Length < 9);
    }

    [Fact]
    public void Residues_IgnoreCaseAndRefuseOtherLetters()
    {
        var tokenizer = ResidueTokenizer.Of("GATTACA\nTT\n");

        Assert.Equal(["\n", "A", "C", "G", "T"], tokenizer.Vocabulary.Entries);
        Assert.Equal([3, 1, 0], tokenizer.Encode("ga\n", "text"));
        DataFormatException error = Assert.Throws<DataFormatException>(() => tokenizer.Encode("GA\nGX\n", "x.fa"));
        Assert.Equal(
            "x.fa: the letter 'X' of entry 2 is not one of the 4 that the model was trained on; leave the entry out.",
            error.OnCommandLine);
    }

    private static Tokenizer Make(string kind, string text) => kind switch
    {
        "characters" => CharacterTokenizer.Of(text),
        "bytes" => PieceTokenizer.OfBytes(),
        _ => PieceTokenizer.Of(text, 300),
    };
}
