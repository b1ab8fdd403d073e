using Carousel.Jobs.Decoding;
using Carousel.Speech;

namespace Carousel.Jobs.Tests.Speech;

public class SpeechSymbolsTests
{
    [Fact]
    public void Words_AreTaken_WhereThereAreFewAndEachIsOften()
    {
        Assert.Equal(SymbolKind.Words, SpeechSymbols.Of([.. Enumerable.Repeat("up down", 10)], null).Kind);
        Assert.Equal(SymbolKind.Letters, SpeechSymbols.Of([.. Enumerable.Repeat("up down", 9)], null).Kind);
        Assert.Equal(
            SymbolKind.Letters, SpeechSymbols.Of([.. Enumerable.Repeat("up down", 10)], SymbolKind.Letters).Kind);
    }

    [Fact]
    public void Transcripts_ComeBackFromTheirClasses()
    {
        SpeechSymbols words = SpeechSymbols.Of(["one two", "two"], SymbolKind.Words),
            letters = SpeechSymbols.Of(["cafe\u0301 ab"], SymbolKind.Letters);
        Assert.Equal([2, 1, 2], words.Encode("two one  two"));
        Assert.Equal("two one two", words.Decode([2, 1, 2]));
        Assert.Equal((3, 7), (words.Classes, letters.Classes));
        Assert.Equal("cafe\u0301 ab", letters.Decode(letters.Encode("cafe\u0301  ab")));
        Assert.Equal(["three", "four"], words.Unknown("one three two four"));
        Assert.Equal([1], words.Encode("three one"));
    }

    [Fact]
    public void Words_OfLetters_LastFromTheFirstLetterToTheLast()
    {
        SpeechSymbols symbols = SpeechSymbols.Of(["ab c"], SymbolKind.Letters);
        int[] labels = symbols.Encode("ab c");
        IReadOnlyList<TimedWord> words = symbols.WordsOf(
            [
                new AlignedLabel(labels[0], 1, 2), new AlignedLabel(labels[1], 4, 4), new AlignedLabel(labels[2], 5, 6),
                new AlignedLabel(labels[3], 8, 9),
            ], 0.5);
        Assert.Equal([new TimedWord("ab", 0.5, 2.5), new TimedWord("c", 4, 5)], words);
    }
}
