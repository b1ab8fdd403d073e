using Carousel.Laboratory.Textbook.Uses.Customers;
using Carousel.Laboratory.Textbook.Uses.Films;
using Carousel.Laboratory.Textbook.Uses.Voices;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Textbook.Uses;

/// <summary>Made films, voices and customers are what they say, and the same with the same seed.</summary>
public class PeopleTests
{
    [Fact]
    public void Film_ShowsABodyThatMoves()
    {
        Silhouettes Of() => Silhouettes.Film(
            new TrialRandom(1, "test", 0), seed: 1, body: 3, action: 1, isFilmed: false);
        Silhouettes film = Of();
        float body = film.Frame(0).ToArray().Sum();
        Assert.InRange(body, 5, 120);
        Assert.NotEqual(film.Frame(0).ToArray(), film.Frame(3).ToArray());
        Assert.Equal(film.Frame(7).ToArray(), Of().Frame(7).ToArray());
    }

    [Fact]
    public void Asking_RisesByTheEnd_AndCalmFalls()
    {
        double Rise(int mood)
        {
            List<float[]> frames = Voice.Of(1, 0).Say(new TrialRandom(1, "test", 0), word: 0, mood);
            float[] pitch = [.. frames.Where(f => f[1] > 0).Select(f => f[2])];
            return pitch[^4..].Average() - pitch[..4].Average();
        }

        Assert.True(Rise(3) > 0.2, "a question rises");
        Assert.True(Rise(0) < 0, "a calm word falls");
    }

    [Fact]
    public void Customers_LeaveMoreOftenAfterOutagesAndDisputes()
    {
        var random = new TrialRandom(1, "test", 0);
        ChurnTask.Customer[] customers =
            [.. Enumerable.Range(0, 2000).Select(_ => ChurnTask.Customer.Live(random))];
        double Share(bool isPlanted)
        {
            var weeks = customers.SelectMany(c => c.Leaves.Zip(c.IsPlanted)).Where(w => w.Second == isPlanted);
            return weeks.Average(w => w.First ? 1.0 : 0);
        }

        Assert.True(Share(true) > 1.5 * Share(false));
        Assert.InRange(customers.Average(c => c.IsPlanted.Count(p => p)) / ChurnTask.Weeks, 0.06, 0.1);
    }
}
