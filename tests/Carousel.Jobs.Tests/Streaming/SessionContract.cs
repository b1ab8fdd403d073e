using System.Buffers;
using System.Text;
using System.Text.Json;
using Carousel.Data;
using Carousel.Genomes;
using Carousel.Jobs.Streaming;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Networks;

namespace Carousel.Jobs.Tests.Streaming;

/// <summary>What every session of a job keeps to, whatever its job is.</summary>
internal static class SessionContract
{
    /// <summary>The sessions of all families of jobs.</summary>
    public static SteppingModels Every { get; } = new(
        [.. SeriesModels.Sessions, .. TextModels.Sessions, .. MediaModels.Sessions, .. GenomeModels.Sessions]);

    /// <summary>Takes a row.</summary>
    /// <returns>The answer as JSON.</returns>
    public static string Step(ISteppingSession session, string row, bool isFollowed = false)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            var turn = new StepTurn { IsFollowed = isFollowed };
            while (!session.Step(Encoding.UTF8.GetBytes(row), json, turn))
            {
            }
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>The state of a session.</summary>
    public static byte[] Save(ISteppingSession session)
    {
        var state = new ArrayBufferWriter<byte>();
        session.Save(state);
        return state.WrittenSpan.ToArray();
    }

    /// <summary>The answers of a session to rows from the beginning of a sequence.</summary>
    public static string[] Answers(IJobModel model, IEnumerable<string> rows)
    {
        using ISteppingSession session = Every.Of(model).Open();
        return [.. rows.Select(row => Step(session, row))];
    }

    /// <summary>A text as a row.</summary>
    public static string Text(string text) => JsonSerializer.Serialize(text);

    /// <summary>Checks the contract.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Rows that are taken.</param>
    /// <param name="refused">Rows that are not.</param>
    /// <returns>The answers.</returns>
    public static string[] Check(IJobModel model, IReadOnlyList<string> rows, params string[] refused)
    {
        string[] answers = Answers(model, rows);
        using var folder = new TemporaryFolder();
        string file = folder.File("model.safetensors");
        model.Save(file);
        using IJobModel other = AllModels.Load(file, 1);
        var random = new Random(7);
        foreach (int at in Enumerable.Range(0, 4).Select(_ => random.Next(rows.Count + 1)).Append(0).Append(rows.Count))
        {
            using ISteppingSession before = Every.Of(model).Open();
            for (int r = 0; r < at; r++)
            {
                Assert.Equal(answers[r], Step(before, rows[r]));
            }

            byte[] state = Save(before);
            using ISteppingSession after = Every.Of(other).Restore(state);
            Assert.Equal(state, Save(after));
            RefusesRows(after, state, refused);
            for (int r = at; r < rows.Count; r++)
            {
                Assert.Equal(answers[r], Step(after, rows[r]));
                Assert.Equal(answers[r], Step(before, rows[r]));
            }

            Assert.Equal(Save(before), Save(after));
            RefusesDamage(Every.Of(other), state, random);
        }

        return answers;
    }

    private static void RefusesRows(ISteppingSession session, byte[] state, string[] refused)
    {
        foreach (string row in refused.Concat(["", "{", "[1,", "\"\\ud800\"", "1 2"]))
        {
            Assert.Throws<DataFormatException>(() => Step(session, row));
            Assert.Equal(state, Save(session));
        }

        Assert.Throws<DataFormatException>(() =>
        {
            using var json = new Utf8JsonWriter(new ArrayBufferWriter<byte>());
            session.Step([(byte)'"', 0xff, (byte)'"'], json);
        });
        Assert.Equal(state, Save(session));
    }

    private static void RefusesDamage(ISteppingModel model, byte[] state, Random random)
    {
        for (int i = 0; i < 40; i++)
        {
            byte[] damaged = [.. state];
            damaged[i < 32 ? i : random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));

            // Two bytes of the head stand empty, and are part of the sum all the same.
            Assert.Throws<StreamingStateException>(() => model.Restore(damaged));
        }

        Assert.Throws<StreamingStateException>(() => model.Restore(state.AsSpan(0, random.Next(state.Length))));
        Assert.Throws<StreamingStateException>(() => model.Restore([.. state, 0]));
    }
}
