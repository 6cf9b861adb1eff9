using System.Net;
using System.Text;
using CsCheck;

namespace ZetDard.Netease.Tests.Transport;

public sealed class EnvelopeTests
{
    [Theory]
    [InlineData("""{"code":200,"songs":[]}""", 200, null)]
    [InlineData("""{"songs":[{"code":404}],"code":200}""", 400, null)]              // the code counts, wherever it stands, whatever the status
    [InlineData("""{"code":"200"}""", 200, null)]
    [InlineData("""{"code":200.0}""", 200, null)]
    [InlineData("""{"success":true,"message":"ok"}""", 200, null)]                  // a few answers have no code
    [InlineData("""{"code":301,"msg":"需要登录"}""", 301, NeteaseErrorKind.LoginRequired)]
    [InlineData("""{"code":302}""", 200, NeteaseErrorKind.LoginRequired)]
    [InlineData("""{"code":401}""", 401, NeteaseErrorKind.Hidden)]
    [InlineData("""{"code":403}""", 403, NeteaseErrorKind.Hidden)]
    [InlineData("""{"code":-2}""", 400, NeteaseErrorKind.Hidden)]                   // a server maps negative codes to status 400
    [InlineData("""{"code":404}""", 404, NeteaseErrorKind.Gone)]
    [InlineData("""{"code":400}""", 200, NeteaseErrorKind.BadRequest)]              // and 400 to status 200
    [InlineData("""{"code":405}""", 405, NeteaseErrorKind.Throttled)]
    [InlineData("""{"code":406}""", 406, NeteaseErrorKind.Throttled)]
    [InlineData("""{"code":429}""", 429, NeteaseErrorKind.Throttled)]
    [InlineData("""{"code":-447}""", 400, NeteaseErrorKind.Throttled)]
    [InlineData("""{"code":-460}""", 400, NeteaseErrorKind.Blocked)]
    [InlineData("""{"code":-462}""", 400, NeteaseErrorKind.VerificationDemanded)]
    [InlineData("""{"code":8821}""", 400, NeteaseErrorKind.VerificationDemanded)]
    [InlineData("""{"code":10004}""", 400, NeteaseErrorKind.VerificationDemanded)]
    [InlineData("""{"code":502,"msg":"Request failed with status code 503"}""", 200, NeteaseErrorKind.Unavailable)]
    [InlineData("""{"code":512}""", 512, NeteaseErrorKind.Unavailable)]
    [InlineData("""{"code":-1}""", 400, NeteaseErrorKind.Unavailable)]
    [InlineData("""{"code":777}""", 400, NeteaseErrorKind.Unknown)]
    [InlineData("""{"code":800}""", 200, NeteaseErrorKind.Unknown)]                 // a state only where states were asked for
    [InlineData("""{"abroad":true,"result":"00ff"}""", 200, NeteaseErrorKind.Abroad)]
    [InlineData("""{"code":200,"abroad":true,"result":"00ff"}""", 200, NeteaseErrorKind.Abroad)]
    [InlineData("", 200, NeteaseErrorKind.Malformed)]
    [InlineData("{}", 200, NeteaseErrorKind.Malformed)]
    [InlineData("[]", 200, NeteaseErrorKind.Malformed)]
    [InlineData("null", 200, NeteaseErrorKind.Malformed)]
    [InlineData("""{"code":200,"songs":[{"id":1},{"i""", 200, NeteaseErrorKind.Malformed)]      // cut short behind its code
    [InlineData("""{"code":200} and more""", 200, NeteaseErrorKind.Malformed)]
    [InlineData("<html>404</html>", 404, NeteaseErrorKind.Malformed)]               // a page says nothing of the song: it is not gone
    [InlineData("<html>busy</html>", 503, NeteaseErrorKind.Unavailable)]
    [InlineData("<html>slow down</html>", 429, NeteaseErrorKind.Throttled)]
    [InlineData("", 302, NeteaseErrorKind.Malformed)]
    public void Classify_trusts_the_code_before_the_status(string body, int status, NeteaseErrorKind? kind) =>
        Assert.Equal(kind, Envelope.Read(Encoding.UTF8.GetBytes(body)).Classify((HttpStatusCode)status));

    [Theory]
    [InlineData("https://music.163.com/login?targetUrl=x", NeteaseErrorKind.LoginRequired)]
    [InlineData("https://interface.music.163.com/login", NeteaseErrorKind.LoginRequired)]
    [InlineData("https://music.163.com/404", NeteaseErrorKind.Malformed)]
    [InlineData("http://portal.hotel.example/login", NeteaseErrorKind.Malformed)]
    [InlineData("http://evilmusic.163.com/login", NeteaseErrorKind.Malformed)]
    public void Classify_takes_only_the_log_in_page_of_the_service_for_one(string location, NeteaseErrorKind kind) =>
        Assert.Equal(kind, Envelope.Read(""u8).Classify(HttpStatusCode.Found, new(location)));

    [Fact]
    public void Read_finds_where_to_verify()
    {
        var envelope = Envelope.Read(
            """{"code":-462,"data":{"verifyUrl":"https://st.music.163.com/verify"},"list":[{"x":{"verifyUrl":"https://elsewhere"}}]}"""u8);
        Assert.Equal(new("https://st.music.163.com/verify"), envelope.VerifyUrl);
    }

    // A person enters a password on that page.
    [Theory]
    [InlineData("https://music.163.com/verify?x=1#y", true)]
    [InlineData("https://ST.Music.163.com/verify", true)]
    [InlineData("https://music.163.com:443/verify", true)]
    [InlineData("http://music.163.com/verify", false)]
    [InlineData("https://music.163.com:8443/verify", false)]
    [InlineData("https://music.163.com@evil.example/verify", false)]
    [InlineData("https://evil.example@music.163.com/verify", false)]
    [InlineData("https://music.163.com.evil.example/verify", false)]
    [InlineData("https://music.163.com./verify", false)]
    [InlineData("https://evilmusic.163.com/verify", false)]
    [InlineData("https://evil.example/music.163.com", false)]
    [InlineData("https://evil.example?music.163.com", false)]
    [InlineData("https://evil.example#music.163.com", false)]
    [InlineData("https://evil.example\\\\.music.163.com", false)]
    [InlineData("https://music%2e163.com/verify", false)]
    [InlineData("https://mus\u0456c.163.com/verify", false)]
    [InlineData("https://xn--musc-n9d.163.com/verify", false)]
    [InlineData("https://p1.music.126.net/verify", false)]
    [InlineData("//music.163.com/verify", false)]
    [InlineData("javascript:alert(1)//music.163.com", false)]
    [InlineData("data:text/html,music.163.com", false)]
    [InlineData("file://music.163.com/verify", false)]
    public void Read_takes_only_a_page_of_the_service_to_verify_on(string url, bool isTaken) =>
        Assert.Equal(
            isTaken,
            Envelope.Read(Encoding.UTF8.GetBytes($$$"""{"code":-462,"data":{"verifyUrl":"{{{url}}}"}}""")).VerifyUrl is not null);

    [Theory, InlineData(Envelope.MaxObjects, null), InlineData(Envelope.MaxObjects + 1, NeteaseErrorKind.Malformed)]
    public void An_answer_of_more_objects_than_fit_into_memory_is_refused(int objects, NeteaseErrorKind? kind) =>
        Assert.Equal(
            kind,
            Envelope.Read(Encoding.UTF8.GetBytes($$"""{"code":200,"songs":[{{string.Join(',', Enumerable.Repeat("{}", objects))}}]}"""))
                .Classify(HttpStatusCode.OK));

    // A code beyond the numbers that an int holds is no code.
    [Theory]
    [InlineData("200", 200)]
    [InlineData("2e2", 200)]
    [InlineData("200.0", 200)]
    [InlineData("\"200\"", 200)]
    [InlineData("-2147483648", int.MinValue)]
    [InlineData("2147483648", null)]
    [InlineData("9223372036854775807", null)]
    [InlineData("1e400", null)]
    [InlineData("-1e400", null)]
    [InlineData("200.5", null)]
    [InlineData("\"2147483648\"", null)]
    public void Read_takes_the_code_exactly_or_not_at_all(string code, int? expected) =>
        Assert.Equal(expected, Envelope.Read(Encoding.UTF8.GetBytes($$$"""{"code":{{{code}}},"data":{}}""")).Code);

    [Fact]
    public void Read_survives_any_bytes() => Gen.Select(Gen.Byte.Array[0, 60], Gen.Int[0, 40], Gen.Byte).Sample((noise, at, letter) =>
    {
        var body = """{"code":200,"data":{"verifyUrl":"x"},"abroad":false}"""u8.ToArray();
        body[at] = letter;
        Envelope.Read(body).Classify(HttpStatusCode.OK);
        Envelope.Read(noise).Classify(HttpStatusCode.OK);
    }, iter: 10_000);
}
