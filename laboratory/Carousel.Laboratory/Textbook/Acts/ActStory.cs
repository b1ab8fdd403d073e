using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Acts;

/// <summary>The kind of symbols of a story.</summary>
internal enum StoryKind
{
    /// <summary>Melodies whose acts are in other keys: the tones of the scale differ, steps are small.</summary>
    Tones,

    /// <summary>Logs of events whose acts are other ways of work: the same events in another order.</summary>
    Events,

    /// <summary>Words of which most are the same in every act, and some belong to its subject.</summary>
    Text,
}

/// <summary>A made story: symbols, and where its acts begin.</summary>
/// <param name="Symbols">[T].</param>
/// <param name="Boundaries">The first symbols of the second act and of those after it.</param>
internal sealed record ActStory(int[] Symbols, int[] Boundaries)
{
    /// <summary>Symbols there are, of any kind.</summary>
    public const int Alphabet = 24;

    // An act is at most 2.5 times as long as the least.
    private const int Longest = 5;

    private const int Scale = 7, Octave = 12, Ways = 6, Common = 12;
    private const double Slip = 0.1, OfSubject = 0.3;

    // The tones of a scale in half tones above its key.
    private static readonly int[] _scale = [0, 2, 4, 5, 7, 9, 11];

    /// <summary>A story.</summary>
    /// <param name="kind">The kind of its symbols.</param>
    /// <param name="steps">T.</param>
    /// <param name="leastAct">The least length of an act; T for a single act.</param>
    /// <param name="random">Where chance comes from.</param>
    public static ActStory Draw(StoryKind kind, int steps, int leastAct, TrialRandom random)
    {
        var symbols = new int[steps];
        var boundaries = new List<int>();
        int act = Other(-1, kind, random), end = Length(), at = 0;
        for (int t = 0; t < steps; t++)
        {
            if (t == end && steps - t >= leastAct)
            {
                act = Other(act, kind, random);
                boundaries.Add(t);
                end = t + Length();
            }

            (symbols[t], at) = Next(kind, act, at, random);
        }

        return new ActStory(symbols, [.. boundaries]);

        int Length() => random.Between(leastAct, Longest * leastAct / 2);
    }

    // Twelve keys, six ways of work, four subjects.
    private static int Other(int act, StoryKind kind, TrialRandom random)
    {
        int acts = kind switch { StoryKind.Tones => Octave, StoryKind.Events => Ways, _ => 4 };
        return act < 0 ? random.Below(acts) : (act + 1 + random.Below(acts - 1)) % acts;
    }

    private static (int Symbol, int At) Next(StoryKind kind, int act, int at, TrialRandom random)
    {
        switch (kind)
        {
            case StoryKind.Tones:
                // A step of the scale up or down, or two.
                at = (at + (random.Coin() ? 1 : Scale - 1) * random.Between(1, 2)) % Scale;
                return (random.Uniform() < Slip ? random.Below(Octave) : (act + _scale[at]) % Octave, at);

            case StoryKind.Events:
                // Seven events in a ring, gone through by steps of act + 1: each is as frequent as in any other act.
                at = random.Uniform() < Slip ? random.Below(Scale) : (at + act + 1) % Scale;
                return (at, at);

            default:
                return (random.Uniform() < OfSubject
                    ? Common + (act * 3) + random.Below(3)
                    : random.Uniform() < Slip ? Common + random.Below(Alphabet - Common)
                    : random.Below(Common), 0);
        }
    }
}
