using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Textbook.Agreement;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Textbook.Agreement;

public sealed class AgreementGrammarTests
{
    private static readonly string[] _singular =
    [
        "key", "cabinet", "door", "man", "woman", "dog", "teacher", "box", "friend", "car", "student", "author",
    ];

    [Fact]
    public void Sentences_AgreeAndCountTheirAttractors()
    {
        var random = new TrialRandom(1, "sentences", 0);
        int plurals = 0;
        for (int n = 0; n < 2_000; n++)
        {
            int phrases = n % 4, adverbs = n % 3;
            AgreementSentence sentence = AgreementGrammar.Draw(random, phrases, adverbs, null);
            string[] words = AgreementGrammar.Text(sentence.Words).Split(' ');
            bool isPlural = !_singular.Contains(words[1]);
            plurals += isPlural ? 1 : 0;
            string verb = words[sentence.VerbPlace], wrong = AgreementGrammar.Words[sentence.WrongVerb];
            Assert.Equal(isPlural ? verb + "s" : verb, wrong + (isPlural ? "" : "s"));
            Assert.Equal(".", words[^1]);

            // Between subject and verb: every noun follows "the", and the word after the noun of a relative clause
            // is its verb.
            int attractors = 0, nouns = 0;
            for (int t = 2; t < sentence.VerbPlace; t++)
            {
                if (words[t - 1] == "the")
                {
                    bool isOwnPlural = !_singular.Contains(words[t]);
                    nouns++;
                    attractors += isOwnPlural != isPlural ? 1 : 0;
                    if (words[t - 2] == "that")
                    {
                        Assert.Equal(!isOwnPlural, words[t + 1].EndsWith('s'));
                    }
                }
            }

            Assert.Equal((phrases, attractors), (nouns, sentence.Attractors));
        }

        Assert.InRange(plurals, 900, 1_100);
    }

    [Theory]
    [InlineData(true, 4)]
    [InlineData(false, 0)]
    public void Nouns_AreAllAttractorsOrNone_WhenAskedFor(bool attract, int expected)
    {
        var random = new TrialRandom(1, "sentences", 0);
        Assert.All(
            Enumerable.Range(0, 100),
            _ => Assert.Equal(expected, AgreementGrammar.Draw(random, 4, 2, attract).Attractors));
    }

    [Fact]
    public void TrainingSentences_HaveNeverMoreThanTwoAttractors_AndAtTimesSixPhrases()
    {
        var task = new AgreementTask(6);
        var random = new TrialRandom(1, "training", 0);
        AgreementSentence[] sentences = [.. Enumerable.Range(0, 20_000).Select(_ => task.DrawSentence(random))];
        Assert.Equal([0, 1, 2], sentences.Select(s => s.Attractors).Distinct().Order());
        Assert.True(sentences.Max(s => s.VerbPlace) >= 20);
        Assert.True(sentences.Count(s => s.VerbPlace == 2) > 2_500);
    }

    [Fact]
    public void Targets_AreTheNextWords()
    {
        var task = new AgreementTask(2);
        var batch = new TaskBatch(task);
        task.Draw(new TrialRandom(1, "batch", 0), 3, batch);
        for (int k = 0; k < batch.TargetCount; k++)
        {
            (int b, int t) = (batch.TargetSequences[k], batch.TargetSteps[k]);
            bool isLast = k + 1 == batch.TargetCount || batch.TargetSequences[k + 1] != b;
            int target = (int)batch.Targets[k];
            Assert.Equal(1, batch.Step(b, t).ToArray().Sum());
            Assert.True(isLast ? AgreementGrammar.Words[target] == "." : batch.Step(b, t + 1)[target] == 1);
        }
    }
}
