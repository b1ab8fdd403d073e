using Carousel.Chat;
using Carousel.Translation;

namespace Carousel.Jobs.Tests.Chat;

/// <summary>Words that the model does not know become slots, and slots become these words again.</summary>
public sealed class CopySlotsTests
{
    private static readonly CopySlots _slots = new(["my", "name", "is", "what", "your", "hello"]);

    [Fact]
    public void UnknownWords_AreSlots_TheLastTurnFirst()
    {
        const string Source = "My name is Ada. ‖ Hello, Ada ‖ Is BEN what?";
        Assert.Equal("my name is ②. ‖ hello, ② ‖ is ① what?", _slots.Hide(Source));
        Assert.Equal("Your name is Ada, BEN.", _slots.Fill("Your name is ②, ①.", Source));
        Assert.Null(_slots.Fill("Your name is ②, ① ⑤.", Source));
        Assert.Equal(
            "Your name is ②, ben.", _slots.Hide(new SentencePair(Source, "Your name is Ada, ben.", 1)).Target);
    }

    [Theory]
    [InlineData("My name is Anne-Marie O'Brien.", "my name is ① ②.")]
    [InlineData("Is it Ada's name?", "is ① ②'③ name?")]
    [InlineData("What-is your name-", "what-is your name-")]
    public void AWordWithAHyphenOrApostrophe_IsOneSlot(string text, string hidden)
    {
        Assert.Equal(hidden, _slots.Hide(text));
        Assert.Equal(text.ToLowerInvariant(), _slots.Fill(hidden, text)!.ToLowerInvariant());
    }

    [Fact]
    public void AnyOrderOfWords_ComesBack()
    {
        string[] words = ["my", "Ada", "name", "o'Neil", "is", "x2", "Müller", "é̂", "𝒜b", "what"];
        var random = new Random(3);
        for (int round = 0; round < 200; round++)
        {
            random.Shuffle(words);
            string text = string.Join(' ', words[..random.Next(1, words.Length)]);
            SentencePair hidden = _slots.Hide(new SentencePair(text, text, 1));
            Assert.Equal(text, _slots.Fill(hidden.Target, text));
            Assert.Equal(text.ToLowerInvariant(), _slots.Fill(hidden.Source, text)!.ToLowerInvariant());
            Assert.All(
                CopySlots.LowerWordsOf(hidden.Source), word => Assert.False(_slots.IsUnknown(word), hidden.Source));
        }
    }

    [Fact]
    public void MoreUnknownWordsThanSlots_StayAsTheyAre()
    {
        const string Source = "a b c d e f g h k";
        Assert.Equal("① ② ③ ④ ⑤ ⑥ ⑦ ⑧ k", _slots.Hide(Source));
        Assert.Equal(Source, _slots.Fill(_slots.Hide(Source), Source));
    }

    [Fact]
    public void CharactersWithAMeaning_AreBlanksInText() => Assert.Equal("a b c", CopySlots.Plain("a①b‖c\t"));

    [Fact]
    public void Fillers_AreCopied_AndWordsThatDecideAreNot()
    {
        SentencePair[][] dialogues =
        [
            .. new[] { "Ada", "Ben", "Cid", "Dan" }.Select(name => new SentencePair[]
            {
                new($"I am {name}.", $"Hello {name}.", 1), new("Who am I?", $"You are {name}.", 2),
            }),
            .. new[] { ("Monday", 9), ("Monday", 9), ("Sunday", 10), ("Sunday", 10) }.Select(day => new SentencePair[]
            {
                new($"When on {day.Item1}?", $"At {day.Item2} on {day.Item1}.", 1),
            }),
            [new("Is Zorro here?", "Zorro is here.", 1)],
        ];
        CopiedWords found = CopiedWords.Learn(dialogues);
        Assert.All(["ada", "dan", "zorro"], name => Assert.True(found.Slots.IsUnknown(name), name));
        Assert.All(["monday", "sunday", "on", "who"], word => Assert.False(found.Slots.IsUnknown(word), word));
        Assert.Contains("on", found.Sometimes.Keys);
        Assert.DoesNotContain("monday", found.Sometimes.Keys);
    }
}
