using System.Text.Json.Nodes;
using Carousel.Chat;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Storage;
using Carousel.Translation;

namespace Carousel.Jobs.Tests.Chat;

/// <summary>A small fit that has to copy names, and conversations with it.</summary>
public sealed class ChatModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AModel_CopiesNamesThatItHasNeverSeen_AndRemembersThem()
    {
        ChatPlan plan = Plan(new FitOptions { Threads = 1, Epochs = 12, Hidden = 48, Seed = 1 });
        using Fitted<Translator> fitted = await plan.FitAsync(null, TestContext.Current.CancellationToken);
        JobResult result = fitted.Measure("", TestContext.Current.CancellationToken);
        Assert.True(result.Scores[0].Metrics["right_new"] > 0.8, result.Sentence);
        Assert.True(result.Scores[1].Metrics["right_new"] > 0.8, "the baseline copies too");
        Assert.Equal("test.tsv", Assert.Single(result.Files).Name);
        Assert.NotNull(result.Report);

        string file = _folder.File("model.safetensors");
        fitted.Model.Save(file);
        using ChatModel model = ChatModel.Load(file, 1);
        model.Save(_folder.File("again.safetensors"));
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(_folder.File("again.safetensors")));

        var session = new ChatSession(model);
        Assert.Equal("Hello Zyxwo.", session.Answer("I am Zyxwo."));
        Assert.Equal("You are Zyxwo.", session.Answer("who am i?"));
        Assert.Equal("", session.Answer(" "));
        Assert.Equal("Hello qoph.", session.Answer("I am qoph."));
        Assert.DoesNotContain("Zyxwo", session.Answer("Who am I?"), StringComparison.Ordinal);

        using var output = new StringWriter();
        model.Predict(JobInput.OfText("I am Zyxwo.\nWho am I?\n\nI am Uvu.\n"), output, default);
        Assert.Equal("Hello Zyxwo.\nYou are Zyxwo.\n\nHello Uvu.\n", output.ToString());
        Assert.Equal(
            1, model.Evaluate(JobInput.OfText("I am Zyxwo.\tHello Zyxwo.\n"), default).Scores[0].Metrics["right"]);
        model.Beam = model.Beam with { Best = 2 };
        Assert.Throws<OptionException>(() => model.Predict(JobInput.OfText("Hi."), output, default));
    }

    [Fact]
    public async Task AnUntrainedModel_InventsNoWord()
    {
        ChatPlan plan = Plan(new FitOptions { Threads = 1, Epochs = 1, Hidden = 4, Seed = 1 });
        using Fitted<Translator> fitted = await plan.FitAsync(null, TestContext.Current.CancellationToken);
        var session = new ChatSession((ChatModel)fitted.Model);
        HashSet<string> known = [.. plan.Data.Parts.Training.SelectMany(
            p => CopySlots.LowerWordsOf($"{p.Source} {p.Target}"))];
        foreach (string line in new[] { "I am Ööö.", "Who?", "𝒜 ① ‖ <unknown>", "a b c d e f g h i j k l m" })
        {
            known.UnionWith(CopySlots.LowerWordsOf(line));
            string answer = session.Answer(line);
            Assert.DoesNotContain(answer, c => CopySlots.IsSlot(c) || c is '\n' or '\uFFFD');
            Assert.All(CopySlots.LowerWordsOf(answer), word => Assert.Contains(word, known));
        }
    }

    [Fact]
    public void TheNearestQuestion_CopiesAndWeighsTheLastTurnFirst()
    {
        var slots = new CopySlots(["i", "am", "hello", "who", "you", "are", "here", "is"]);
        var nearest = new NearestQuestion(
            new Dictionary<string, string>
            {
                ["I am Ada."] = "Hello Ada.",
                ["I am Ada. ‖ Hello Ada. ‖ Who am I?"] = "You are Ada.",
                ["Who is here? ‖ You. ‖ Who am I?"] = "You are here.",
            },
            slots);
        Assert.Equal("Hello Zyxwo.", nearest.Answer("I am Zyxwo."));
        Assert.Equal("You are Zyxwo.", nearest.Answer("I am Zyxwo. ‖ Hello Zyxwo. ‖ Who am I?"));
        // The nearest one has a slot that this question has no word for.
        Assert.Equal("You are here.", nearest.Answer("I am ‖ Hello ‖ Who am I?"));
        Assert.Equal("", new NearestQuestion(new Dictionary<string, string>(), slots).Answer("Who?"));
    }

    [Fact]
    public void AFileWithoutWords_IsRefused()
    {
        var stored = ModelFile.Read(Path.Combine(AppContext.BaseDirectory, "Models", "chat.safetensors"));
        JsonNode configuration = JsonNode.Parse(stored.Configuration)!;
        configuration.AsObject().Remove("words");
        string file = _folder.File("model.safetensors");
        new ModelFile
        {
            Task = stored.Task,
            Configuration = configuration.ToJsonString(),
            Vocabulary = stored.Vocabulary,
            Training = stored.Training,
            Data = stored.Data,
            Tensors = stored.Tensors,
        }.Write(file);
        Assert.Contains(
            "the words of the model are missing",
            Assert.Throws<ModelFileException>(() => ChatModel.Load(file, 1)).Message, StringComparison.Ordinal);
    }

    private ChatPlan Plan(FitOptions fit)
    {
        string path = _folder.File("dialogues.tsv");
        File.WriteAllText(path, string.Concat(Enumerable.Range(0, 120).Select(
            k => $"I am N{k}a.\tHello N{k}a.\nWho am I?\tYou are N{k}a.\n\n")));
        return ChatPlan.Read(path, new ChatOptions { Fit = fit });
    }
}
