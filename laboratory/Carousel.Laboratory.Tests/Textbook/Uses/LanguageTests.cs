using Carousel.Laboratory.Textbook.Uses;
using Carousel.Laboratory.Textbook.Uses.Languages;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Textbook.Uses;

/// <summary>The grammar knows its sentences and no others; made texts and pooled steps are what they say.</summary>
public class LanguageTests
{
    [Fact]
    public void DrawnSentences_AreSentences_AndNotWithAnotherNumberOrOrder()
    {
        var random = new TrialRandom(1, "test", 0);
        for (int k = 0; k < 200; k++)
        {
            List<int> words = MadeGrammar.Draw(random);
            Assert.True(MadeGrammar.IsSentence(words));
            Assert.False(MadeGrammar.IsSentence([.. words.SkipLast(1)]));
            Assert.False(MadeGrammar.IsSentence([.. words.SkipLast(1).Reverse(), MadeGrammar.Stop]));

            // Verbs are 15 … 17 of one thing and 18 … 20 of many.
            int verb = words.FindLastIndex(w => w is >= 15 and < 21);
            words[verb] = words[verb] < 18 ? words[verb] + 3 : words[verb] - 3;
            Assert.False(MadeGrammar.IsSentence(words));
        }
    }

    [Fact]
    public void Translations_HaveAWordForEachWordAndAnEnd()
    {
        var random = new TrialRandom(1, "test", 0);
        for (int k = 0; k < 100; k++)
        {
            Phrase own = MadeTexts.Translation(random);
            int end = own.Targets[0].Step;
            Assert.Equal(end + 1, own.Targets.Count);
            Assert.Equal(MadeTexts.TargetWords - 1, own.Targets[^1].Class);
            Assert.Equal(own.Inputs.Count, own.Targets[^1].Step + 1);
        }
    }

    [Fact]
    public void PooledSteps_AreMeansAndDeviations()
    {
        var inner = new PhraseTask("test", 1, 2, _ => new Phrase([[1], [3]], [(1, 1)]));
        var pooled = new PooledTask(inner);
        var batch = new TaskBatch(pooled);
        pooled.Draw(new TrialRandom(1, "test", 0), 1, batch);
        Assert.Equal([2f, 1f], batch.Step(0, 0).ToArray());
        Assert.Equal(1f, batch.Targets[0]);
    }
}
