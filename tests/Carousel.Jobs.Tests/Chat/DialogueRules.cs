using System.Globalization;
using System.Text;

namespace Carousel.Jobs.Tests.Chat;

/// <summary>
/// The rules of the bundled dialogues: greetings, names, places, belongings, favourites, counting and the hours of a
/// shop. <c>samples/README.md</c> describes them. The answer follows from the question and at most three turns before.
/// </summary>
internal sealed class DialogueRules
{
    /// <summary>The seed of the bundled file.</summary>
    public const int SampleSeed = 1;

    private static readonly string[] _names =
    [
        "Ada", "Alan", "Anna", "Ben", "Carla", "David", "Emma", "Felix", "Grace", "Hugo", "Ida", "Jakob", "Karin",
        "Leo", "Maria", "Nils", "Olga", "Paul", "Rosa", "Simon", "Tara", "Viktor", "Wanda", "Yusuf", "Zoe",
    ];

    private static readonly string[] _rooms =
        ["kitchen", "garden", "office", "bathroom", "cellar", "library", "garage", "hall"];

    private static readonly string[] _things =
        ["ball", "book", "key", "lamp", "letter", "map", "apple", "cup", "coat", "hammer"];

    private static readonly (string Kind, string[] Values)[] _favourites =
    [
        ("colour", ["red", "blue", "green", "yellow", "black", "white", "orange", "purple"]),
        ("animal", ["cat", "dog", "horse", "owl", "fox", "bear", "whale", "rabbit"]),
        ("food", ["pizza", "soup", "rice", "bread", "cheese", "salad", "cake", "pasta"]),
        ("season", ["spring", "summer", "autumn", "winter"]),
    ];

    private static readonly (string Day, string Opens, string Closes)[] _hours =
    [
        ("Monday", "9", "18"), ("Tuesday", "9", "18"), ("Wednesday", "9", "13"), ("Thursday", "9", "20"),
        ("Friday", "9", "20"), ("Saturday", "10", "16"), ("Sunday", "", ""),
    ];

    private static readonly (string Question, string Answer)[] _phrases =
    [
        ("Hello.", "Hello, how can I help you?"), ("Hi.", "Hello, how can I help you?"),
        ("Good morning.", "Good morning, how can I help you?"), ("How are you?", "I am a program, and I am running."),
        ("Thank you.", "You are welcome."), ("Thanks a lot.", "You are welcome."),
        ("Who made you?", "I was trained with Carousel."), ("Are you a person?", "No, I am a program."),
    ];

    private readonly Random _random;
    private readonly double _newNames;
    private readonly HashSet<string> _usedNames = [];
    private readonly List<(string Question, string Answer)> _turns = [];

    private DialogueRules(int seed, double newNames) => (_random, _newNames) = (new Random(seed), newNames);

    /// <summary>Dialogues.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="dialogues">How many.</param>
    /// <param name="newNames">The share of names that are made of syllables instead of taken from a list.</param>
    /// <returns>On each line a question, a tab and its answer; a blank line after each dialogue.</returns>
    public static string Make(int seed, int dialogues = 430, double newNames = 0.5)
    {
        var rules = new DialogueRules(seed, newNames);
        var text = new StringBuilder();
        for (int d = 0; d < dialogues; d++)
        {
            foreach ((string question, string answer) in rules.Dialogue())
            {
                text.Append(CultureInfo.InvariantCulture, $"{question}\t{answer}\n");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private List<(string Question, string Answer)> Dialogue()
    {
        _turns.Clear();
        _usedNames.Clear();
        Action[] topics = [Introduce, Places, Belongings, Favourite, Count, Shop];
        _random.Shuffle(topics);
        if (_random.Next(2) == 0)
        {
            Say(Pick(_phrases));
        }

        topics[0]();
        if (_random.Next(3) == 0)
        {
            Say(Pick(_phrases));
        }

        topics[1]();
        return _turns;
    }

    private void Introduce()
    {
        string name = Name();
        string said = Pick(["My name is {0}.", "I am {0}.", "Please call me {0}.", "Hello, I am {0}."]);
        Say((string.Format(CultureInfo.InvariantCulture, said, name), $"Nice to meet you, {name}."));
        if (_random.Next(2) == 0)
        {
            Say(Pick(_phrases));
        }

        Say((Pick(["What is my name?", "Who am I?", "Do you remember my name?"]), $"Your name is {name}."));
    }

    private void Places()
    {
        (string first, string second) = (Name(), Name());
        string[] rooms = [.. _rooms];
        _random.Shuffle(rooms);
        (string firstRoom, string secondRoom) = (rooms[0], rooms[1]);
        Say(($"{first} is in the {firstRoom}.", $"I see, {first} is in the {firstRoom}."));
        if (_random.Next(3) == 0)
        {
            string moved = rooms[2];
            Say(($"{first} went to the {moved}.", $"I see, {first} is in the {moved}."));
            firstRoom = moved;
        }
        else
        {
            Say(($"{second} is in the {secondRoom}.", $"I see, {second} is in the {secondRoom}."));
            if (_random.Next(2) == 0)
            {
                (first, firstRoom) = (second, secondRoom);
            }
        }

        Say(_random.Next(5) switch
        {
            0 => ($"Who is in the {firstRoom}?", $"{first} is in the {firstRoom}."),
            1 when Name() is { } other => ($"Where is {other}?", $"I do not know where {other} is."),
            _ => ($"Where is {first}?", $"{first} is in the {firstRoom}."),
        });
    }

    private void Belongings()
    {
        (string first, string second, string thing) = (Name(), Name(), Pick(_things));
        Say(($"{first} has the {thing}.", $"I see, {first} has the {thing}."));
        string owner = first;
        if (_random.Next(2) == 0)
        {
            Say(($"{first} gives the {thing} to {second}.", $"I see, {second} has the {thing}."));
            owner = second;
        }

        Say(($"Who has the {thing}?", $"{owner} has the {thing}."));
    }

    private void Favourite()
    {
        (string kind, string[] values) = Pick(_favourites);
        string value = Pick(values);
        Say(($"My favourite {kind} is {value}.", $"I will remember that it is {value}."));
        if (_random.Next(3) == 0)
        {
            Say(Pick(_phrases));
        }

        Say(($"What is my favourite {kind}?", $"Your favourite {kind} is {value}."));
    }

    private void Count()
    {
        int first = _random.Next(1, 7), count = _random.Next(2, 6);
        Say(($"Count from {first} to {first + count}.", $"{string.Join(", ", Enumerable.Range(first, count + 1))}."));
        int number = _random.Next(1, 13);
        Say(($"What comes after {number}?", $"{number + 1} comes after {number}."));
        if (_random.Next(2) == 0)
        {
            Say(("And after that?", $"{number + 2} comes after {number + 1}."));
        }
    }

    private void Shop()
    {
        bool opens = _random.Next(2) == 0;
        (string Day, string Opens, string Closes) day = Pick(_hours);
        Say(($"When do you {(opens ? "open" : "close")} on {day.Day}?", Hours(day, opens)));
        day = Pick(_hours);
        Say(($"And on {day.Day}?", Hours(day, opens)));
    }

    private static string Hours((string Day, string Opens, string Closes) day, bool opens) =>
        day.Opens.Length == 0 ? $"We are closed on {day.Day}."
            : opens ? $"We open at {day.Opens} on {day.Day}." : $"We close at {day.Closes} on {day.Day}.";

    private void Say((string Question, string Answer) turn) => _turns.Add(turn);

    /// <summary>A name that the dialogue does not have yet.</summary>
    private string Name()
    {
        string name;
        do
        {
            name = _random.NextDouble() < _newNames ? NewName() : Pick(_names);
        }
        while (!_usedNames.Add(name));

        return name;
    }

    private string NewName()
    {
        string name = Syllable() + Syllable() + (_random.Next(2) == 0 ? Syllable() : Pick(["n", "l", "s", "k", "m"]));
        return string.Concat(name[..1].ToUpperInvariant(), name.AsSpan(1));
    }

    private string Syllable() => $"{Pick("bdfghjklmnprstvwz".ToCharArray())}{Pick("aeiou".ToCharArray())}";

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];
}
